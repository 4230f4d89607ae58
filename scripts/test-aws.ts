/** `npm run test:aws`: the deployment on MiniStack, and cfn-lint over all templates. The last line counts. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const root = join(import.meta.dirname, '..');
const requirements = join(import.meta.dirname, 'test-aws/requirements.txt');
const installTries = 3;
const installMs = 150_000;
const startMs = 30_000;

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cato-test-aws-'));
  // Ended with this program, however that ends.
  const children: ChildProcess[] = [];
  const end = () => {
    // The emulator may hang while it shuts down, and keeps nothing.
    for (const child of children) child.kill('SIGKILL');
  };
  process.once('exit', end);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
  try {
    const command = install();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    if (typeof command !== 'string') process.stdout.write(`SKIPPED ministack: ${command.missing}\n`);
    const server = typeof command === 'string' ? start(command, port, folder) : null;
    if (server) children.push(server);
    const isThere = server !== null && (await isReady(server, url));
    const missing = typeof command === 'string' ? 'it did not start' : command.missing;
    const linting = lint(children);
    const variables = isThere ? { CATO_MINISTACK_URL: url } : { CATO_MINISTACK_MISSING: missing };
    const tests = await runTests(folder, variables, children);
    const linted = await linting;
    const isRequired = (process.env.CATO_REQUIRE ?? '').split(',').includes('ministack');
    const unmet = isRequired && !isThere ? 1 : 0;
    const failed = tests.failed + linted.failed + unmet;
    const skipped = tests.skipped + linted.skipped;
    const skippedText = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`\n${tests.passed + linted.passed} passed, ${failed} failed${skippedText}\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the command, installed once for each state of its pins. */
function install(): string | { readonly missing: string } {
  if (spawnSync('python3', ['--version'], { stdio: 'ignore' }).status !== 0) return { missing: 'no python3' };
  const pinned = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(root, '.cache/ministack', pinned);
  const ready = join(folder, 'ready');
  for (let tries = 0; tries < installTries && !existsSync(ready); tries++) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, '..'), { recursive: true });
    const steps: readonly (readonly [string, ...string[]])[] = [
      ['python3', '-m', 'venv', folder],
      [join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
    ];
    const isDone = steps.every(
      ([program, ...args]) => spawnSync(program, args, { stdio: 'ignore', timeout: installMs }).status === 0,
    );
    if (!isDone) continue;
    mkdirSync(`${ready}.new`);
    renameSync(`${ready}.new`, ready);
  }
  if (!existsSync(ready)) return { missing: `pip could not bring it in ${installTries} tries` };
  return join(folder, 'bin/ministack');
}

function start(command: string, port: number, folder: string): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(command, {
    stdio: 'ignore',
    cwd: folder,
    env: {
      PATH: `${join(root, 'node_modules/.bin')}:${PATH}`,
      HOME: folder,
      TMPDIR: folder,
      // The clients that Lambda's runtime brings and the CDK's own functions count on.
      NODE_PATH: join(root, 'node_modules'),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: `${port}`,
      // It would listen on all interfaces otherwise.
      IOT_MTLS_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      // Waits and retries of state machines take a hundredth of their time.
      SFN_WAIT_SCALE: '0.01',
    },
  });
}

async function isReady(server: ChildProcess, url: string): Promise<boolean> {
  for (const until = Date.now() + startMs; Date.now() < until && server.exitCode === null; await pause(100)) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => null);
    if (answer?.ok) return true;
  }
  return false;
}

async function runTests(folder: string, variables: Record<string, string>, children: ChildProcess[]): Promise<Counts> {
  const report = join(folder, 'jest.json');
  const args = ['--config', 'jest.aws.config.js', '--json', `--outputFile=${report}`, ...process.argv.slice(2)];
  const jest = spawn('jest', args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...variables, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  });
  children.push(jest);
  const code = await new Promise<number | null>((done) => jest.once('exit', done));
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  const failed: number = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  return {
    passed: counts.numPassedTests,
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: counts.numPendingTests,
  };
}

/** Each region's templates count as one. */
async function lint(children: ChildProcess[]): Promise<Counts> {
  const linter = spawn(process.execPath, [join(import.meta.dirname, 'lint-templates.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(linter);
  const exit = new Promise<number | null>((done) => linter.once('exit', done));
  const told = await text(linter.stdout);
  process.stdout.write(`\ncfn-lint:\n${told}`);
  const lines = (begin: string) => told.split('\n').filter((line) => line.startsWith(begin)).length;
  const failed = lines('FAILED');
  return {
    passed: lines('ok '),
    failed: (await exit) === 0 ? failed : Math.max(1, failed),
    skipped: lines('SKIPPED'),
  };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

process.exitCode = await main();
