import type { DatabaseSync } from 'node:sqlite';
import type { Batch, NewBatch } from '../../core/batches/batch.ts';
import { firstStep, keptUntil, nextStep, resultFileNames } from '../../core/batches/batch-step.ts';
import type { Handover } from '../../core/batches/handover.ts';
import type { BatchMove, ClaimedBatch, LineResult, Page, PageQuery } from '../../core/ports/batch-store.ts';
import { integerIn, type Row, textIn } from './read-column.ts';
import type { SqliteBatchFiles } from './sqlite-batch-files.ts';
import { transaction } from './transaction.ts';

const isFound = '(kept_until IS NULL OR kept_until > :now)';

/** Batches in a database. */
export class SqliteBatches {
  readonly #database: DatabaseSync;
  readonly #files: SqliteBatchFiles;
  readonly #statements;

  constructor(database: DatabaseSync, files: SqliteBatchFiles) {
    this.#database = database;
    this.#files = files;
    this.#statements = {
      create: database.prepare(`
        INSERT INTO batches (scope, id, status, input_file, output_file, errors_file, detail)
        VALUES (:scope, :id, :status, :input, :output, :errors, :detail)`),
      read: database.prepare(`SELECT * FROM batches WHERE scope = :scope AND id = :id AND ${isFound}`),
      list: database.prepare(`
        SELECT * FROM batches WHERE scope = :scope AND ${isFound} AND number < :after ORDER BY number DESC LIMIT :limit`),
      move: database.prepare(`
        UPDATE batches SET status = :status, is_open = :isOpen, total = :total, kept_until = :keptUntil, detail = :detail
        WHERE number = :number`),
      detail: database.prepare('UPDATE batches SET detail = :detail WHERE number = :number'),
      count: database.prepare(`
        UPDATE batches SET completed = completed + :completed, failed = failed + :failed WHERE number = :number`),
      claim: database.prepare(`
        UPDATE batches SET worker = :workerId, worker_until = :until WHERE number = (
          SELECT number FROM batches WHERE is_open = 1 AND (worker IS NULL OR worker_until <= :now)
          ORDER BY number LIMIT 1) RETURNING *`),
      hold: database.prepare(`
        UPDATE batches SET worker_until = :until
        WHERE scope = :scope AND id = :id AND worker = :workerId AND ${isFound} RETURNING *`),
      release: database.prepare(`
        UPDATE batches SET worker = NULL, worker_until = NULL
        WHERE scope = :scope AND id = :id AND worker = :workerId`),
      sweep: database.prepare(`
        DELETE FROM batches WHERE number IN (SELECT number FROM batches WHERE kept_until <= :now LIMIT :limit)`),
    };
  }

  create(scope: string, batch: NewBatch, now: number): Batch | null {
    return transaction(this.#database, () => {
      const input = this.#files.number(scope, batch.inputFileId, now);
      if (input === null) return null;
      const names = resultFileNames(batch.id);
      const create = (id: string, name: string): number =>
        this.#files.create(scope, { id, name, purpose: 'batch_output', createdAt: batch.createdAt }, null);
      const output = create(batch.outputId, names.output);
      const errors = create(batch.errorsId, names.errors);
      const first = firstStep(batch);
      const { id, status } = first;
      this.#statements.create.run({ scope, id, status, input, output, errors, detail: detailOf(first) });
      return first;
    });
  }

  read(scope: string, id: string, now: number): Batch | null {
    const row = this.#statements.read.get({ scope, id, now });
    return row ? batchOf(row) : null;
  }

  list(scope: string, { after, limit }: PageQuery, now: number): Page<Batch> | null {
    let from = Number.MAX_SAFE_INTEGER;
    if (after !== null) {
      const row = this.#statements.read.get({ scope, id: after, now });
      if (!row) return null;
      from = integerIn(row, 'number');
    }
    const batches = this.#statements.list.all({ scope, now, after: from, limit: limit + 1 }).map(batchOf);
    return { items: batches.slice(0, limit), hasMore: batches.length > limit };
  }

  move(scope: string, id: string, move: BatchMove, now: number): Batch | null {
    return transaction(this.#database, () => {
      const row = this.#statements.read.get({ scope, id, now });
      let moved = row ? nextStep(batchOf(row), move) : null;
      if (!row || !moved) return null;
      const until = keptUntil(moved);
      if (until !== null) {
        const hasOutput = this.#files.publish(integerIn(row, 'output_file'), move.at, until);
        const hasErrors = this.#files.publish(integerIn(row, 'errors_file'), move.at, until);
        moved = {
          ...moved,
          outputFileId: hasOutput ? moved.outputId : null,
          errorFileId: hasErrors ? moved.errorsId : null,
        };
      }
      const { status, counts } = moved;
      this.#statements.move.run({
        ...{ number: integerIn(row, 'number'), status, isOpen: until === null ? 1 : 0, total: counts.total },
        ...{ keptUntil: until, detail: detailOf(moved) },
      });
      return moved;
    });
  }

  addResult(scope: string, id: string, { line, file, text }: LineResult, now: number): boolean {
    return transaction(this.#database, () => {
      const row = this.#statements.read.get({ scope, id, now });
      if (row?.is_open !== 1) return false;
      const output = integerIn(row, 'output_file');
      const errors = integerIn(row, 'errors_file');
      if (this.#files.hasPiece(output, errors, line)) return false;
      this.#files.add(file === 'output' ? output : errors, line, Buffer.from(text));
      const [completed, failed] = file === 'output' ? [1, 0] : [0, 1];
      this.#statements.count.run({ number: integerIn(row, 'number'), completed, failed });
      return true;
    });
  }

  answeredLines(scope: string, id: string, now: number): ReadonlySet<number> {
    const row = this.#statements.read.get({ scope, id, now });
    if (!row) return new Set();
    return this.#files.pieceNumbers(integerIn(row, 'output_file'), integerIn(row, 'errors_file'));
  }

  keepHandover(scope: string, id: string, handover: Handover, now: number): boolean {
    return transaction(this.#database, () => {
      const row = this.#statements.read.get({ scope, id, now });
      if (row?.is_open !== 1) return false;
      const detail = detailOf({ ...batchOf(row), handover });
      this.#statements.detail.run({ number: integerIn(row, 'number'), detail });
      return true;
    });
  }

  claim(workerId: string, leaseMs: number, now: number): ClaimedBatch | null {
    const row = this.#statements.claim.get({ workerId, until: now + leaseMs, now });
    return row ? { scope: textIn(row, 'scope'), batch: batchOf(row) } : null;
  }

  hold(scope: string, id: string, workerId: string, leaseMs: number, now: number): Batch | null {
    const row = this.#statements.hold.get({ scope, id, workerId, until: now + leaseMs, now });
    return row ? batchOf(row) : null;
  }

  release(scope: string, id: string, workerId: string): void {
    this.#statements.release.run({ scope, id, workerId });
  }

  sweep(limit: number, now: number): number {
    return Number(this.#statements.sweep.run({ limit, now }).changes);
  }
}

/** What is not in columns of its own. */
function detailOf({ status: _status, counts: _counts, ...detail }: Batch): string {
  return JSON.stringify(detail);
}

function batchOf(row: Row): Batch {
  const counts = {
    ...{ total: integerIn(row, 'total'), completed: integerIn(row, 'completed'), failed: integerIn(row, 'failed') },
  };
  return { ...JSON.parse(textIn(row, 'detail')), status: textIn(row, 'status'), counts };
}
