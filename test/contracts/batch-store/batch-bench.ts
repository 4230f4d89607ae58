import type { NewBatch } from '../../../core/batches/batch.ts';
import type { BatchStore } from '../../../core/ports/batch-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';

export type CreateBatchStore = (clock: Clock) => BatchStore;

export const scope = 'ann';
export const stranger = 'bob';
export const hour = 3_600_000;

export interface BatchBench {
  readonly store: BatchStore;
  readonly clock: FakeClock;
  /** Stores a whole file of these pieces, kept for a day. */
  upload(id: string, ...pieces: readonly string[]): Promise<void>;
  /** Makes a batch of a file that is there. */
  begin(id: string, inputFileId: string): Promise<void>;
  content(fileId: string): Promise<string>;
}

export function batchBench(create: CreateBatchStore): BatchBench {
  const clock = new FakeClock();
  const store = create(clock);
  return {
    store,
    clock,
    async upload(id, ...pieces) {
      const abandonedAt = clock.now() + hour;
      await store.createFile(scope, { id, name: `${id}.jsonl`, purpose: 'batch', createdAt: clock.now(), abandonedAt });
      for (const [piece, text] of pieces.entries()) await store.addPiece(scope, id, piece, Buffer.from(text));
      await store.completeFile(scope, id, clock.now() + 24 * hour);
    },
    async begin(id, inputFileId) {
      await store.createBatch(scope, newBatch(id, inputFileId, clock.now()));
    },
    async content(fileId) {
      const pieces: Uint8Array[] = [];
      for await (const piece of store.readFile(scope, fileId)) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    },
  };
}

export function newBatch(id: string, inputFileId: string, createdAt: number): NewBatch {
  return {
    ...{ id, inputFileId, createdAt, endpoint: '/v1/chat/completions', metadata: { a: 'b' } },
    ...{ expiresAt: createdAt + 24 * hour, keepMs: 48 * hour, outputId: `${id}-out`, errorsId: `${id}-err` },
  };
}
