import { readFileSync } from 'node:fs';

/** A proxied stream holds two sockets; the rest is for listeners, files, and connections kept for reuse. */
const filesPerRequest = 2;
const otherFiles = 200;

/** How many files this process may have open, or `null` where the system does not say. */
export function openFileLimit(): number | null {
  try {
    const limit = readFileSync('/proc/self/limits', 'utf8').match(/^Max open files\s+(\d+)/m)?.[1];
    return limit === undefined ? null : Number(limit);
  } catch {
    return null;
  }
}

/** How many requests can be served at once without running out of files. */
export function concurrencyWithin(openFiles: number): number {
  return Math.max(1, Math.floor((openFiles - otherFiles) / filesPerRequest));
}
