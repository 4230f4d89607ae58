import { type Batch, finalStatuses, type NewBatch } from '../../core/batches/batch.ts';
import { firstStep, keptUntil, nextStep, resultFileNames } from '../../core/batches/batch-step.ts';
import type { Handover } from '../../core/batches/handover.ts';
import type { NewFile } from '../../core/batches/stored-file.ts';
import type {
  BatchMove,
  BatchStore,
  ClaimedBatch,
  FileQuery,
  LineResult,
  PageQuery,
} from '../../core/ports/batch-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { InMemoryBatchFiles } from './in-memory-batch-files.ts';
import { pageAfter } from './page-after.ts';

interface Entry {
  readonly scope: string;
  batch: Batch;
  worker: { readonly id: string; readonly until: number } | null;
}

export interface InMemoryBatchStoreOptions {
  readonly clock: Clock;
  /** All files together, while one is uploaded. Default 256 MiB. */
  readonly maxBytes?: number;
}

/** Batches and files of this process, gone when it ends. */
export class InMemoryBatchStore implements BatchStore {
  readonly #clock: Clock;
  readonly #files: InMemoryBatchFiles;
  readonly #entries = new Map<string, Entry>();

  constructor({ clock, maxBytes = 268_435_456 }: InMemoryBatchStoreOptions) {
    this.#clock = clock;
    this.#files = new InMemoryBatchFiles(maxBytes);
  }

  async createFile(scope: string, file: NewFile) {
    this.#files.create(scope, file, file.abandonedAt);
  }

  async addPiece(scope: string, fileId: string, piece: number, bytes: Uint8Array) {
    this.#files.addUpload(scope, fileId, piece, bytes);
  }

  async completeFile(scope: string, fileId: string, expiresAt: number) {
    return this.#files.complete(scope, fileId, expiresAt);
  }

  async file(scope: string, fileId: string) {
    return this.#files.find(scope, fileId, this.#clock.now());
  }

  async listFiles(scope: string, query: FileQuery) {
    return this.#files.list(scope, query, this.#clock.now());
  }

  readFile(scope: string, fileId: string) {
    return this.#files.content(scope, fileId);
  }

  async deleteFile(scope: string, fileId: string) {
    if (this.#isInUse(scope, fileId)) return 'in-use';
    return this.#files.delete(scope, fileId) ? 'deleted' : 'unknown';
  }

  async createBatch(scope: string, batch: NewBatch) {
    const { id, inputFileId, outputId, errorsId, createdAt } = batch;
    if (this.#files.find(scope, inputFileId, this.#clock.now()) === null) return null;
    const names = resultFileNames(id);
    this.#files.create(scope, { id: outputId, name: names.output, purpose: 'batch_output', createdAt }, null);
    this.#files.create(scope, { id: errorsId, name: names.errors, purpose: 'batch_output', createdAt }, null);
    const first = firstStep(batch);
    this.#entries.set(keyOf(scope, id), { scope, batch: first, worker: null });
    return first;
  }

  async batch(scope: string, batchId: string) {
    return this.#find(scope, batchId)?.batch ?? null;
  }

  async listBatches(scope: string, { after, limit }: PageQuery) {
    if (after !== null && !this.#find(scope, after)) return null;
    const entries = [...this.#entries.values()].filter((entry) => entry.scope === scope && this.#isKept(entry));
    return pageAfter(entries.map(({ batch }) => batch).reverse(), after, limit);
  }

  async moveBatch(scope: string, batchId: string, move: BatchMove) {
    const entry = this.#find(scope, batchId);
    const moved = entry && nextStep(entry.batch, move);
    if (!entry || !moved) return null;
    const until = keptUntil(moved);
    entry.batch = moved;
    if (until === null) return moved;
    const publish = (id: string): string | null => (this.#files.publish(scope, id, move.at, until) ? id : null);
    entry.batch = { ...moved, outputFileId: publish(moved.outputId), errorFileId: publish(moved.errorsId) };
    return entry.batch;
  }

  async addResult(scope: string, batchId: string, { line, file, text }: LineResult) {
    const entry = this.#find(scope, batchId);
    if (!entry || finalStatuses.has(entry.batch.status)) return false;
    const { outputId, errorsId, counts } = entry.batch;
    if ([outputId, errorsId].some((id) => this.#files.hasPiece(scope, id, line))) return false;
    const isOutput = file === 'output';
    this.#files.addResult(scope, isOutput ? outputId : errorsId, line, text);
    const completed = counts.completed + (isOutput ? 1 : 0);
    entry.batch = { ...entry.batch, counts: { ...counts, completed, failed: counts.failed + (isOutput ? 0 : 1) } };
    return true;
  }

  async answeredLines(scope: string, batchId: string) {
    const batch = this.#find(scope, batchId)?.batch;
    if (!batch) return new Set<number>();
    return new Set([batch.outputId, batch.errorsId].flatMap((id) => this.#files.pieceNumbers(scope, id)));
  }

  async keepHandover(scope: string, batchId: string, handover: Handover) {
    const entry = this.#find(scope, batchId);
    if (!entry || finalStatuses.has(entry.batch.status)) return false;
    entry.batch = { ...entry.batch, handover };
    return true;
  }

  async claimBatch(workerId: string, leaseMs: number): Promise<ClaimedBatch | null> {
    const now = this.#clock.now();
    for (const entry of this.#entries.values()) {
      if (finalStatuses.has(entry.batch.status) || (entry.worker?.until ?? 0) > now) continue;
      entry.worker = { id: workerId, until: now + leaseMs };
      return { scope: entry.scope, batch: entry.batch };
    }
    return null;
  }

  async holdBatch(scope: string, batchId: string, workerId: string, leaseMs: number) {
    const entry = this.#find(scope, batchId);
    if (entry?.worker?.id !== workerId) return null;
    entry.worker = { id: workerId, until: this.#clock.now() + leaseMs };
    return entry.batch;
  }

  async releaseBatch(scope: string, batchId: string, workerId: string) {
    const entry = this.#find(scope, batchId);
    if (entry?.worker?.id === workerId) entry.worker = null;
  }

  async sweep(maxRecords: number) {
    let swept = this.#files.sweep(maxRecords, this.#clock.now(), (scope, id) => this.#isInUse(scope, id));
    for (const [key, entry] of this.#entries) {
      if (swept === maxRecords) break;
      if (this.#isKept(entry)) continue;
      this.#entries.delete(key);
      swept += 1;
    }
    return swept;
  }

  async close() {}

  #find(scope: string, batchId: string): Entry | null {
    const entry = this.#entries.get(keyOf(scope, batchId));
    return entry && this.#isKept(entry) ? entry : null;
  }

  #isKept({ batch }: Entry): boolean {
    const until = keptUntil(batch);
    return until === null || until > this.#clock.now();
  }

  #isInUse(scope: string, fileId: string): boolean {
    for (const { scope: owner, batch } of this.#entries.values()) {
      if (owner === scope && batch.inputFileId === fileId && !finalStatuses.has(batch.status)) return true;
    }
    return false;
  }
}

/** No scope and id give the key of another scope and id. */
function keyOf(scope: string, id: string): string {
  return `${scope.length} ${scope} ${id}`;
}
