import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const container = join(root, 'containers/nli');
const requirements = ['requirements.txt', 'tests/requirements.txt'].map((name) => join(container, name));
/** What an installation may take, milliseconds. */
const installMs = 240_000;

/**
 * A Python with what the container and its tests need, kept in `.cache/` until a pin changes.
 * @returns the interpreter, or why there is none.
 */
export function preparePython(): { readonly python: string } | { readonly reason: string } {
  const hash = createHash('sha256');
  for (const file of requirements) hash.update(readFileSync(file));
  const folder = join(root, '.cache', `nli-python-${hash.digest('hex').slice(0, 16)}`);
  const python = join(folder, 'bin/python');
  if (existsSync(python)) return { python };
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const version = run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], 10_000);
  if (version !== null) return { reason: 'python3 is not there, or older than 3.11' };
  const made =
    run('python3', ['-m', 'venv', fresh], 60_000) ??
    run(
      join(fresh, 'bin/python'),
      [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'],
        ...requirements.flatMap((file) => ['--requirement', file]),
      ],
      installMs,
    );
  if (made === null) renameSync(fresh, folder);
  rmSync(fresh, { recursive: true, force: true });
  return made === null || existsSync(python) ? { python } : { reason: made };
}

/** @returns `null` when it went well, else its last words. */
function run(command: string, args: readonly string[], timeout: number): string | null {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout });
  if (status === 0) return null;
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `${command} ended with ${status}`);
}

/** The tests of `containers/nli`. @returns the exit status, and what pytest printed. */
export function runNliTests(python: string): { readonly status: number | null; readonly output: string } {
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', join(container, 'tests')];
  const { status, stdout, stderr } = spawnSync(python, args, {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { status, output: stdout + stderr };
}

if (process.argv[1] === import.meta.filename) {
  const prepared = preparePython();
  if ('reason' in prepared) {
    process.stderr.write(`SKIPPED containers/nli: ${prepared.reason}\n`);
    process.exitCode = 1;
  } else {
    const { status, output } = runNliTests(prepared.python);
    process.stdout.write(output);
    process.exitCode = status ?? 1;
  }
}
