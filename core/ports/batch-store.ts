import type { Batch, BatchCounts, BatchFault, BatchStatus, NewBatch } from '../batches/batch.ts';
import type { Handover } from '../batches/handover.ts';
import type { FilePurpose, NewFile, StoredFile } from '../batches/stored-file.ts';

/**
 * Files, and the batches that read and write them.
 *
 * Everything belongs to a scope, as in the session store: what is in another scope is unknown, and so is what has
 * expired, swept or not. A store in trouble rejects with a GatewayError `busy` or `internal`; nothing of the call was
 * done then. Strongly consistent: a batch's status and its results.
 *
 * A file is written piece by piece and can be found, listed and read once it is complete. Pieces are read in the order
 * of their numbers, which may have gaps. A batch's result files are made of its results: a piece for each line that has
 * one, numbered as the line, so the store knows which lines are answered.
 */
export interface BatchStore {
  createFile(scope: string, file: NewFile): Promise<void>;
  /** @throws GatewayError `body-too-large` when the store has no room for it. */
  addPiece(scope: string, fileId: string, piece: number, bytes: Uint8Array): Promise<void>;
  /** @returns `null` when the file is unknown. */
  completeFile(scope: string, fileId: string, expiresAt: number): Promise<StoredFile | null>;
  file(scope: string, fileId: string): Promise<StoredFile | null>;
  /** @returns `null` when `after` is unknown. */
  listFiles(scope: string, query: FileQuery): Promise<Page<StoredFile> | null>;
  /**
   * The content of a complete file, also of one that has expired and was not swept.
   * @throws GatewayError `not-found` when it is unknown, or deleted while it is read.
   */
  readFile(scope: string, fileId: string): AsyncIterable<Uint8Array>;
  /** Also one that is not complete. `in-use`: a batch that has not ended reads it. */
  deleteFile(scope: string, fileId: string): Promise<'deleted' | 'unknown' | 'in-use'>;

  /** @returns `null` when the input file is unknown. */
  createBatch(scope: string, batch: NewBatch): Promise<Batch | null>;
  batch(scope: string, batchId: string): Promise<Batch | null>;
  /** Newest first. @returns `null` when `after` is unknown. */
  listBatches(scope: string, query: PageQuery): Promise<Page<Batch> | null>;
  /**
   * Takes a batch from one status to another. Where that is a final one, its result files are completed with it, and
   * those without results removed.
   * @returns `null` when the batch is unknown or in none of the statuses `from`.
   */
  moveBatch(scope: string, batchId: string, move: BatchMove): Promise<Batch | null>;
  /** Stores the result of a line and counts it. @returns false when the line has one, or the batch has ended. */
  addResult(scope: string, batchId: string, result: LineResult): Promise<boolean>;
  /** The numbers of the lines that have a result. */
  answeredLines(scope: string, batchId: string): Promise<ReadonlySet<number>>;
  /** Keeps what of a batch was handed to a provider, in place of what was kept before. @returns false when it is unknown or has ended. */
  keepHandover(scope: string, batchId: string, handover: Handover): Promise<boolean>;

  /** Takes the oldest batch that has not ended and that nobody works on. */
  claimBatch(workerId: string, leaseMs: number): Promise<ClaimedBatch | null>;
  /** Goes on working on a batch. @returns `null` when somebody else took it, or it is gone. */
  holdBatch(scope: string, batchId: string, workerId: string, leaseMs: number): Promise<Batch | null>;
  /** Lets somebody else work on it. Nothing happens when it is not held. */
  releaseBatch(scope: string, batchId: string, workerId: string): Promise<void>;

  /** Removes what has expired, so many files and batches at most. @returns how many. */
  sweep(maxRecords: number): Promise<number>;
  /** Nothing may be asked afterwards. Closing twice is closing. */
  close(): Promise<void>;
}

export interface PageQuery {
  /** The last id of the page before; `null` = from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

export interface FileQuery extends PageQuery {
  /** `null` = all. */
  readonly purpose: FilePurpose | null;
  /** By the time they were created. */
  readonly order: 'asc' | 'desc';
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

export interface BatchMove {
  readonly from: readonly BatchStatus[];
  readonly to: BatchStatus;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Absent = as before. */
  readonly total?: BatchCounts['total'];
  readonly faults?: readonly BatchFault[];
}

export interface LineResult {
  /** Number of the line in the input file, from 1. */
  readonly line: number;
  readonly file: 'output' | 'errors';
  /** A line of the result file, its line feed included. */
  readonly text: string;
}

export interface ClaimedBatch {
  readonly scope: string;
  readonly batch: Batch;
}
