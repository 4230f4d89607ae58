import type { Handover } from './handover.ts';

/** Where a batch stands, as OpenAI names it. */
export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** What follows from these is over: nothing of such a batch changes any more. */
export const finalStatuses: ReadonlySet<BatchStatus> = new Set(['failed', 'completed', 'expired', 'cancelled']);

/** What is wrong with an input file; a batch that has such a fault asks nothing. */
export interface BatchFault {
  readonly code: string;
  readonly message: string;
  /** The parameter of the line at fault; `null` = the line, or file, as a whole. */
  readonly param: string | null;
  /** Counted from 1; `null` = the file as a whole. */
  readonly line: number | null;
}

/** How many requests a batch has, and how many of them have a result. */
export interface BatchCounts {
  /** 0 until the input file is validated. */
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

export interface NewBatch {
  readonly id: string;
  /** The path that every line asks for, one of `batchEndpoints`. */
  readonly endpoint: string;
  readonly inputFileId: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** What is unanswered then is not asked any more; milliseconds since the epoch. */
  readonly expiresAt: number;
  /** How long the batch, and the files it writes, are kept after its end; milliseconds. */
  readonly keepMs: number;
  /** Ids of the files that results are written to. They can be read when the batch has ended, those that are not empty. */
  readonly outputId: string;
  readonly errorsId: string;
}

/** Requests that are answered while nobody waits, and what has become of them. */
export interface Batch extends NewBatch {
  readonly status: BatchStatus;
  /** When each status that it had began; milliseconds since the epoch. */
  readonly reachedAt: Readonly<Partial<Record<BatchStatus, number>>>;
  readonly counts: BatchCounts;
  readonly faults: readonly BatchFault[];
  /** `null` = the batch has not ended, or no request succeeded. */
  readonly outputFileId: string | null;
  /** `null` = the batch has not ended, or no request failed. */
  readonly errorFileId: string | null;
  /** Absent = nothing of it was handed to a provider's own batch API. */
  readonly handover?: Handover;
}
