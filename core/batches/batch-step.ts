import type { BatchMove } from '../ports/batch-store.ts';
import { type Batch, finalStatuses, type NewBatch } from './batch.ts';

/** A batch as it begins. */
export function firstStep(batch: NewBatch): Batch {
  return {
    ...batch,
    status: 'validating',
    reachedAt: { validating: batch.createdAt },
    counts: { total: 0, completed: 0, failed: 0 },
    faults: [],
    outputFileId: null,
    errorFileId: null,
  };
}

/**
 * A batch after a move. What its results are is left as it was.
 * @returns `null` when the move does not begin where the batch is.
 */
export function nextStep(batch: Batch, { from, to, at, total, faults }: BatchMove): Batch | null {
  if (!from.includes(batch.status)) return null;
  return {
    ...batch,
    status: to,
    reachedAt: { ...batch.reachedAt, [to]: at },
    counts: { ...batch.counts, total: total ?? batch.counts.total },
    faults: faults ?? batch.faults,
  };
}

/** When an ended batch, and the files it wrote, are forgotten; `null` = it has not ended. */
export function keptUntil({ status, reachedAt, keepMs }: Batch): number | null {
  const endedAt = reachedAt[status];
  return finalStatuses.has(status) && endedAt !== undefined ? endedAt + keepMs : null;
}

/** What the result files of a batch are called. */
export function resultFileNames(batchId: string): { readonly output: string; readonly errors: string } {
  return { output: `${batchId}_output.jsonl`, errors: `${batchId}_error.jsonl` };
}
