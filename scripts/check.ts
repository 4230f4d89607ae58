import { spawnSync } from 'node:child_process';

/** The fast part of what must hold: format, lint, types, import rule, unused code. */
const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['format and lint', 'biome', 'ci', '--error-on-warnings', '.'],
  ['types', 'tsc', '--project', '.'],
  // The types of aws-cdk-lib are written without exactOptionalPropertyTypes.
  ['types of the deployment', 'tsc', '--project', 'lib'],
  [
    'import rule',
    'depcruise',
    '--config',
    '.dependency-cruiser.js',
    ...'bin config core protocols adapters wiring lambdas local lib workflows'.split(' '),
  ],
  ['unused code', 'knip', '--no-progress'],
];

/** Runs every check, whatever the earlier ones say, and returns the names of those that failed. */
export function runChecks(): readonly string[] {
  const failed: string[] = [];
  for (const [name, command, ...args] of checks) {
    const startedAt = performance.now();
    const { status } = spawnSync(command, args, { stdio: 'inherit' });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
    if (status !== 0) failed.push(name);
  }
  return failed;
}

if (import.meta.main) {
  process.exitCode = runChecks().length === 0 ? 0 : 1;
}
