import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { NewBatch } from '../../core/batches/batch.ts';
import type { Handover } from '../../core/batches/handover.ts';
import type { NewFile } from '../../core/batches/stored-file.ts';
import type { BatchMove, BatchStore, FileQuery, LineResult, PageQuery } from '../../core/ports/batch-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { askDatabase, usualBusyTimeoutMs } from './ask-database.ts';
import { batchSchemaSteps } from './batch-schema.ts';
import { openSessionDatabase } from './open-session-database.ts';
import { SqliteBatchFiles } from './sqlite-batch-files.ts';
import { SqliteBatches } from './sqlite-batches.ts';
import type { SqliteSessionStoreOptions } from './sqlite-session-store.ts';
import { batchStoreWords, toStoreError } from './to-store-error.ts';

/** Batches and their files in one database, apart from the sessions: it may become large. */
export class SqliteBatchStore implements BatchStore {
  readonly #database: DatabaseSync;
  readonly #files: SqliteBatchFiles;
  readonly #batches: SqliteBatches;
  readonly #clock: Clock;
  readonly #file: string;

  /** @throws SessionFileError when the file cannot be used. */
  constructor({ file, clock, busyTimeoutMs = usualBusyTimeoutMs }: SqliteSessionStoreOptions) {
    this.#clock = clock;
    this.#file = basename(file);
    this.#database = openSessionDatabase(file, busyTimeoutMs, batchSchemaSteps);
    this.#files = new SqliteBatchFiles(this.#database);
    this.#batches = new SqliteBatches(this.#database, this.#files);
  }

  async createFile(scope: string, file: NewFile) {
    await this.#ask(() => this.#files.create(scope, file, file.abandonedAt));
  }

  async addPiece(scope: string, fileId: string, piece: number, bytes: Uint8Array) {
    await this.#ask(() => this.#files.addPiece(scope, fileId, piece, bytes));
  }

  async completeFile(scope: string, fileId: string, expiresAt: number) {
    return this.#ask(() => this.#files.complete(scope, fileId, expiresAt));
  }

  async file(scope: string, fileId: string) {
    return this.#ask((now) => this.#files.read(scope, fileId, now));
  }

  async listFiles(scope: string, query: FileQuery) {
    return this.#ask((now) => this.#files.list(scope, query, now));
  }

  async *readFile(scope: string, fileId: string) {
    try {
      yield* this.#files.content(scope, fileId);
    } catch (error) {
      throw toStoreError(error, this.#file, batchStoreWords);
    }
  }

  async deleteFile(scope: string, fileId: string) {
    return this.#ask(() => this.#files.delete(scope, fileId));
  }

  async createBatch(scope: string, batch: NewBatch) {
    return this.#ask((now) => this.#batches.create(scope, batch, now));
  }

  async batch(scope: string, batchId: string) {
    return this.#ask((now) => this.#batches.read(scope, batchId, now));
  }

  async listBatches(scope: string, query: PageQuery) {
    return this.#ask((now) => this.#batches.list(scope, query, now));
  }

  async moveBatch(scope: string, batchId: string, move: BatchMove) {
    return this.#ask((now) => this.#batches.move(scope, batchId, move, now));
  }

  async addResult(scope: string, batchId: string, result: LineResult) {
    return this.#ask((now) => this.#batches.addResult(scope, batchId, result, now));
  }

  async answeredLines(scope: string, batchId: string) {
    return this.#ask((now) => this.#batches.answeredLines(scope, batchId, now));
  }

  async keepHandover(scope: string, batchId: string, handover: Handover) {
    return this.#ask((now) => this.#batches.keepHandover(scope, batchId, handover, now));
  }

  async claimBatch(workerId: string, leaseMs: number) {
    return this.#ask((now) => this.#batches.claim(workerId, leaseMs, now));
  }

  async holdBatch(scope: string, batchId: string, workerId: string, leaseMs: number) {
    return this.#ask((now) => this.#batches.hold(scope, batchId, workerId, leaseMs, now));
  }

  async releaseBatch(scope: string, batchId: string, workerId: string) {
    await this.#ask(() => this.#batches.release(scope, batchId, workerId));
  }

  async sweep(maxRecords: number) {
    return this.#ask((now) => {
      const swept = this.#files.sweep(maxRecords, now);
      return swept < maxRecords ? swept + this.#batches.sweep(maxRecords - swept, now) : swept;
    });
  }

  async close() {
    if (this.#database.isOpen) this.#database.close();
  }

  async #ask<T>(question: (now: number) => T): Promise<T> {
    try {
      return await askDatabase(this.#database, this.#clock, question);
    } catch (error) {
      throw toStoreError(error, this.#file, batchStoreWords);
    }
  }
}
