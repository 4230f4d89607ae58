import { statfs } from 'node:fs/promises';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import { formatBytes } from './format-bytes.ts';

/** Left to everything else on the disk. */
const spareBytes = 64 * 1024 * 1024;

/** @throws WeightsError when a folder's disk has no room for so many bytes more. */
export async function checkFreeSpace(folder: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes + spareBytes) return;
  throw new WeightsError(
    `${folder} has ${formatBytes(freeBytes)} free, ${formatBytes(neededBytes + spareBytes)} are needed: make room, or choose another folder with \`--data\`.`,
  );
}
