/** `npm run lint:cfn`: cfn-lint over the templates of every profile, as each region's CloudFormation would take them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const requirements = join(import.meta.dirname, 'lint-templates/requirements.txt');
const installTries = 3;
/** For one step of one try. */
const installMs = 180_000;
/** Redundant DependsOn, which the CDK writes wherever it is safe; zones by name, where `container.availabilityZones` has them. */
const ignoredRules = ['W3005', 'W3010'];

/** @returns the command, installed once for each state of its pins; `null` when that was tried in vain. */
function install(): string | null {
  const pinned = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(root, '.cache/cfn-lint', pinned);
  const command = join(folder, 'bin/cfn-lint');
  const ready = join(folder, 'ready');
  for (let tries = 0; tries < installTries && !existsSync(ready); tries++) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, '..'), { recursive: true });
    const steps: readonly (readonly [string, ...string[]])[] = [
      ['python3', '-m', 'venv', folder],
      [join(folder, 'bin/pip'), 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
    ];
    const done = steps.every(
      ([program, ...args]) => spawnSync(program, args, { stdio: 'ignore', timeout: installMs }).status === 0,
    );
    if (done) {
      mkdirSync(`${ready}.new`);
      renameSync(`${ready}.new`, ready);
    }
  }
  return existsSync(ready) ? command : null;
}

/** Templates by region. */
function synthesise(folder: string): ReadonlyMap<string, readonly string[]> {
  const script = join(root, 'test/infra/support/synth-deployments.ts');
  const { status } = spawnSync(process.execPath, [script, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('the templates could not be made');
  const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template.json'),
  );
  const regionOf = (file: string) => /-([a-z]+-[a-z]+-\d)\.template\.json$/.exec(file)?.[1] ?? '';
  return Map.groupBy(templates, regionOf);
}

function main(): number {
  const command = install();
  if (command === null) {
    process.stdout.write(`SKIPPED cfn-lint: python3 and pip could not bring it in ${installTries} tries\n`);
    return (process.env.CATO_REQUIRE ?? '').split(',').includes('cfnlint') ? 1 : 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cato-lint-'));
  try {
    let failed = 0;
    for (const [region, files] of synthesise(folder)) {
      const args = ['--ignore-checks', ...ignoredRules, '--regions', region, '--template', ...files];
      const { status } = spawnSync(command, args, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
      process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${files.length} templates of ${region}\n`);
      if (status !== 0) failed++;
    }
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main();
