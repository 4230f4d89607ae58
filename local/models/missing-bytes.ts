import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownFile } from '../../config/known-weights-row.ts';

/** How much of some files is still to come into a folder, what is there of them in part counted. */
export async function missingBytes(
  folder: string,
  files: readonly Pick<KnownFile, 'name' | 'bytes'>[],
): Promise<number> {
  let missing = 0;
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    missing += Math.max(0, bytes - (await sizeOf(path)) - (await sizeOf(`${path}.part`)));
  }
  return missing;
}

/** 0 when nothing is there. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
