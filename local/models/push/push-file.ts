import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { WeightsError } from '../../../wiring/weights/weights-error.ts';
import type { TellProgress } from '../weights-progress.ts';
import { readFully, readParts } from './file-parts.ts';
import type { ObjectStore, StoredPart } from './object-store.ts';

export interface PushFileOptions {
  readonly path: string;
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  readonly store: ObjectStore;
  readonly tell: TellProgress;
  readonly signal: AbortSignal;
  /** For tests; default: as large as the file needs. */
  readonly partBytes?: number;
}

/** Parts that are on their way at the same time. */
const parallel = 4;

/**
 * Uploads a file, or what is missing of it. Each part arrives whole or not at all, and the object exists once all have.
 * @returns whether it was there already, byte by byte.
 * @throws WeightsError when the file changes meanwhile; the signal's reason when it aborts.
 */
export async function pushFile(options: PushFileOptions): Promise<boolean> {
  const { path, key, name, store, tell, signal } = options;
  const { bytes, partBytes, checksums, composite, sha256 } = await readParts(path, signal, options.partBytes);
  const there = await store.find(key);
  if (there?.bytes === bytes && there.checksum === composite) {
    tell({ event: 'verified', file: name, bytes, sha256 });
    return true;
  }
  const unfinished = await store.findUnfinished(key);
  const kept = new Map(
    (unfinished?.parts ?? [])
      .filter(({ number, checksum }) => checksums[number - 1] === checksum)
      .map((part) => [part.number, part]),
  );
  const id = unfinished?.id ?? (await store.begin(key));
  const sizeOf = (number: number): number => Math.min(partBytes, bytes - (number - 1) * partBytes);
  let received = [...kept.keys()].reduce((sum, number) => sum + sizeOf(number), 0);
  if (received > 0) tell({ event: 'resume', file: name, receivedBytes: received });
  const missing = checksums.map((_, index) => index + 1).filter((number) => !kept.has(number));
  const file = await open(path);
  try {
    const work = async (): Promise<void> => {
      for (let number = missing.shift(); number !== undefined; number = missing.shift()) {
        signal.throwIfAborted();
        const body = await readFully(file, (number - 1) * partBytes, sizeOf(number));
        const checksum = createHash('sha256').update(body).digest('base64');
        if (checksum !== checksums[number - 1]) throw changed(path);
        kept.set(number, await store.putPart(key, id, { number, body, checksum }));
        received += body.length;
        tell({ event: 'progress', file: name, receivedBytes: received, totalBytes: bytes });
      }
    };
    const ends = await Promise.allSettled(
      Array.from({ length: parallel }, () =>
        work().catch((error: unknown) => {
          missing.length = 0;
          throw error;
        }),
      ),
    );
    const failed = ends.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  } finally {
    await file.close();
  }
  const parts = [...kept.values()].sort((one: StoredPart, other: StoredPart) => one.number - other.number);
  await store.complete(key, id, parts);
  tell({ event: 'verified', file: name, bytes, sha256 });
  return false;
}

function changed(path: string): WeightsError {
  return new WeightsError(`${path} has changed while it was uploaded: say the same command again once it is whole.`);
}
