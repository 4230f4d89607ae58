import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';

interface JestCounts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Everything that must hold: the checks, then every test; the last line counts the tests. */
function main(): number {
  const failedChecks = runChecks();
  const folder = mkdtempSync(join(tmpdir(), 'cato-test-'));
  const report = join(folder, 'jest.json');
  const { status } = spawnSync('jest', ['--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
    // jest prints its report to stdout as well when asked for JSON; the readable part goes to stderr.
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  });
  const counts: JestCounts = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true });
  if (failedChecks.length > 0) process.stdout.write(`\nFailed checks: ${failedChecks.join(', ')}\n`);
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
  process.stdout.write(`\n${counts.numPassedTests} passed, ${failed} failed${skipped}\n`);
  return status === 0 && failedChecks.length === 0 ? 0 : 1;
}

process.exitCode = main();
