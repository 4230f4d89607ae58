import type { BatchStore } from '../ports/batch-store.ts';

export type BatchIdPrefix = 'file-' | 'batch_' | 'batch_req_' | 'worker_';

/** Batches and files as the surfaces meet them. */
export interface Batches {
  readonly store: BatchStore;
  /** The largest file that is taken, bytes. */
  readonly maxFileBytes: number;
  /** An id nobody can guess. */
  createId(prefix: BatchIdPrefix): string;
  /** There may be something to do: a batch was made. */
  wake(): void;
}
