import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What a run's tests are told: where the server is, or why there is none. */
export type ServerState = { readonly port: number } | { readonly missing: string };

const root = resolve(import.meta.dirname, '../../..');
const pom = join(import.meta.dirname, 'pom.xml');
const installTries = 3;
const installMs = 150_000;
const startMs = 30_000;
const mainClass = 'software.amazon.dynamodb.services.local.main.ServerRunner';

/**
 * Starts the server and stays with it until the test run is over, however that ends. Run as a process of its own.
 * @param run the test run's process. @param stateFile where its tests look; gone when the server is.
 */
async function keepServer(run: number, stateFile: string): Promise<void> {
  const tell = (state: ServerState) => {
    writeFileSync(`${stateFile}.new`, JSON.stringify(state));
    renameSync(`${stateFile}.new`, stateFile);
  };
  const jars = install();
  if (jars === null) return tell({ missing: 'Maven could not bring it' });
  const port = await freePort();
  const quickStart = [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-XX:+UnlockDiagnosticVMOptions',
    '-XX:-BytecodeVerificationRemote',
  ];
  const options = ['-Xmx256m', ...quickStart, `-Djava.library.path=${jars}`];
  const server = spawn(
    'java',
    [...options, '-cp', join(jars, '*'), mainClass, '-inMemory', '-port', `${port}`, '-disableTelemetry'],
    { stdio: 'ignore' },
  );
  let isRunning = true;
  server.once('exit', () => {
    isRunning = false;
  });
  const end = () => server.kill('SIGKILL');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  for (const startBy = Date.now() + startMs; isRunning && !(await answers(port)); await pause(50)) {
    if (Date.now() > startBy || !isAlive(run)) end();
  }
  tell(isRunning ? { port } : { missing: 'it did not start' });
  while (isRunning) {
    await pause(250);
    if (!isAlive(run)) end();
  }
}

/** @returns the folder of its jars, brought once for each state of the pom; `null` when that was tried in vain. */
function install(): string | null {
  const pinned = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const folder = join(root, '.cache', 'dynamodb-local', pinned);
  for (let tries = 0; tries < installTries && !existsSync(folder); tries++) {
    const half = `${folder}.${process.pid}`;
    mkdirSync(half, { recursive: true });
    const goals = ['dependency:copy-dependencies', `-DoutputDirectory=${half}`];
    const { status } = spawnSync('mvn', ['-q', '-B', '-ntp', '-f', pom, ...goals], {
      stdio: 'ignore',
      timeout: installMs,
    });
    try {
      if (status === 0) renameSync(half, folder);
    } catch {
      // Another run was faster.
    }
    rmSync(half, { recursive: true, force: true });
  }
  return existsSync(folder) ? folder : null;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
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

const [run, stateFile] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename && run && stateFile) {
  try {
    await keepServer(Number(run), stateFile);
  } finally {
    if (isAlive(Number(run))) await pause(0);
    else rmSync(stateFile, { force: true });
    rmSync(`${stateFile}.lock`, { recursive: true, force: true });
  }
}
