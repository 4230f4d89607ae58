import type { Batch } from '../batches/batch.ts';
import type { Handover } from '../batches/handover.ts';
import type { BatchLine } from '../batches/read-batch-line.ts';

/**
 * Gets the requests of a batch answered: one by one like those of clients, or all at once by a provider's own batch
 * API. What surrounds it (validation, progress, expiry, cancelling, results) is the same for all.
 */
export interface BatchRunner {
  /**
   * Resolves when every line has a result, and as soon as it can when `signal` aborts. Also called for a batch that was
   * begun before a restart.
   */
  run(job: BatchJob, signal: AbortSignal): Promise<void>;
  /**
   * The batch ends before its time, being cancelled or too late: gives up what is under way elsewhere, and keeps the
   * results that are to be had. Takes a quarter of an hour at most. Absent = nothing is ever under way elsewhere.
   */
  giveUp?(job: BatchJob, signal: AbortSignal): Promise<void>;
}

/** A validated batch, and what has to be done of it. */
export interface BatchJob {
  readonly batch: Batch;
  /** The lines that had no result when the work began, in order, read as they are asked for. */
  lines(): AsyncIterable<BatchLine>;
  /** Keeps the result of a line, if it has none yet. Tries again while the store is in trouble. */
  answered(line: BatchLine, answer: LineAnswer): Promise<void>;
  /** Keeps what was handed to a provider; the batch comes with it after a restart. Tries again as `answered` does. */
  handedOver(handover: Handover): Promise<void>;
}

/** What a client would have been answered. */
export interface LineAnswer {
  readonly requestId: string;
  /** HTTP status. */
  readonly statusCode: number;
  /** JSON text. */
  readonly body: string;
}
