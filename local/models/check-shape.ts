import { open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { WeightsError } from '../../wiring/weights/weights-error.ts';

/** Removes a file that is not of the format its name says. @throws WeightsError then. */
export async function checkShape(path: string): Promise<void> {
  if (!path.endsWith('.gguf')) return;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 4 && buffer.toString('latin1') === 'GGUF') return;
  } finally {
    await file.close();
  }
  await rm(path);
  throw new WeightsError(`${basename(path)} is no GGUF file, whatever its name.`);
}
