import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { FilePurpose, NewFile, StoredFile } from '../../core/batches/stored-file.ts';
import { unknownFile } from '../../core/batches/unknown-file.ts';
import type { FileQuery, Page } from '../../core/ports/batch-store.ts';
import { integerIn, type Row, textIn } from './read-column.ts';
import { transaction } from './transaction.ts';

/** Small pieces are read together, so many bytes at least. */
const readBytes = 262_144;
const isFound = 'is_complete = 1 AND expires_at > :now';

/** Files and their pieces, in a database. */
export class SqliteBatchFiles {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    const list = (order: 'ASC' | 'DESC', comparison: '<' | '>') =>
      database.prepare(`
        SELECT * FROM files WHERE scope = :scope AND ${isFound} AND (:purpose IS NULL OR purpose = :purpose)
          AND number ${comparison} :after ORDER BY number ${order} LIMIT :limit`);
    this.#statements = {
      create: database.prepare(`
        INSERT INTO files (scope, id, name, purpose, created_at, expires_at)
        VALUES (:scope, :id, :name, :purpose, :createdAt, :expiresAt)`),
      add: database.prepare('INSERT INTO pieces (file, piece, bytes) VALUES (:file, :piece, :bytes)'),
      grow: database.prepare('UPDATE files SET bytes = bytes + :bytes WHERE number = :file'),
      number: database.prepare('SELECT number FROM files WHERE scope = :scope AND id = :id'),
      complete: database.prepare(`
        UPDATE files SET is_complete = 1, expires_at = :expiresAt
        WHERE scope = :scope AND id = :id AND is_complete = 0 RETURNING *`),
      publish: database.prepare(`
        UPDATE files SET is_complete = 1, created_at = :at, expires_at = :expiresAt WHERE number = :file AND bytes > 0`),
      read: database.prepare(`SELECT * FROM files WHERE scope = :scope AND id = :id AND ${isFound}`),
      whole: database.prepare('SELECT number, bytes FROM files WHERE scope = :scope AND id = :id AND is_complete = 1'),
      newest: list('DESC', '<'),
      oldest: list('ASC', '>'),
      pieces: database.prepare('SELECT piece, bytes FROM pieces WHERE file = :file AND piece > :after ORDER BY piece'),
      numbers: database.prepare('SELECT piece FROM pieces WHERE file IN (:output, :errors)'),
      has: database.prepare('SELECT 1 FROM pieces WHERE file IN (:output, :errors) AND piece = :piece'),
      isRead: database.prepare('SELECT 1 FROM batches WHERE input_file = :file AND is_open = 1'),
      deletePieces: database.prepare('DELETE FROM pieces WHERE file = :file'),
      delete: database.prepare('DELETE FROM files WHERE number = :file'),
      expired: database.prepare(`
        SELECT number FROM files WHERE expires_at <= :now
          AND NOT EXISTS (SELECT 1 FROM batches WHERE input_file = files.number AND is_open = 1) LIMIT :limit`),
    };
  }

  /** @returns its number. */
  create(
    scope: string,
    { id, name, purpose, createdAt }: Omit<NewFile, 'abandonedAt'>,
    expiresAt: number | null,
  ): number {
    return Number(this.#statements.create.run({ scope, id, name, purpose, createdAt, expiresAt }).lastInsertRowid);
  }

  add(file: number, piece: number, bytes: Uint8Array): void {
    this.#statements.add.run({ file, piece, bytes });
    this.#statements.grow.run({ file, bytes: bytes.byteLength });
  }

  addPiece(scope: string, id: string, piece: number, bytes: Uint8Array): void {
    transaction(this.#database, () => {
      const row = this.#statements.number.get({ scope, id });
      if (!row) throw unknownFile(id);
      this.add(integerIn(row, 'number'), piece, bytes);
    });
  }

  complete(scope: string, id: string, expiresAt: number): StoredFile | null {
    return toFile(this.#statements.complete.get({ scope, id, expiresAt }));
  }

  /** Completes a file of results, or removes it where there are none. @returns whether there are some. */
  publish(file: number, at: number, expiresAt: number): boolean {
    const isPublished = this.#statements.publish.run({ file, at, expiresAt }).changes === 1;
    if (!isPublished) this.remove(file);
    return isPublished;
  }

  read(scope: string, id: string, now: number): StoredFile | null {
    return toFile(this.#statements.read.get({ scope, id, now }));
  }

  /** Its number; `null` when it cannot be found. */
  number(scope: string, id: string, now: number): number | null {
    const row = this.#statements.read.get({ scope, id, now });
    return row ? integerIn(row, 'number') : null;
  }

  list(scope: string, { purpose, order, after, limit }: FileQuery, now: number): Page<StoredFile> | null {
    const from = after === null ? (order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER) : this.number(scope, after, now);
    if (from === null) return null;
    const statement = order === 'asc' ? this.#statements.oldest : this.#statements.newest;
    const files = statement.all({ scope, now, purpose, after: from, limit: limit + 1 }).map(fileOf);
    return { items: files.slice(0, limit), hasMore: files.length > limit };
  }

  async *content(scope: string, id: string): AsyncGenerator<Uint8Array> {
    const row = this.#statements.whole.get({ scope, id });
    if (!row) throw unknownFile(id);
    const file = integerIn(row, 'number');
    let left = integerIn(row, 'bytes');
    for (let after = -1; left > 0; ) {
      const pieces: Uint8Array[] = [];
      let length = 0;
      for (const next of this.#statements.pieces.iterate({ file, after })) {
        const bytes = blobIn(next);
        pieces.push(bytes);
        length += bytes.byteLength;
        after = integerIn(next, 'piece');
        if (length >= readBytes) break;
      }
      if (length === 0) throw unknownFile(id);
      left -= length;
      yield pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, length);
      // Who reads a large file must not keep others waiting.
      await setImmediate();
    }
  }

  pieceNumbers(output: number, errors: number): ReadonlySet<number> {
    return new Set(this.#statements.numbers.all({ output, errors }).map((row) => integerIn(row, 'piece')));
  }

  hasPiece(output: number, errors: number, piece: number): boolean {
    return this.#statements.has.get({ output, errors, piece }) !== undefined;
  }

  delete(scope: string, id: string): 'deleted' | 'unknown' | 'in-use' {
    return transaction(this.#database, () => {
      const row = this.#statements.number.get({ scope, id });
      if (!row) return 'unknown';
      const file = integerIn(row, 'number');
      if (this.#statements.isRead.get({ file })) return 'in-use';
      this.remove(file);
      return 'deleted';
    });
  }

  remove(file: number): void {
    this.#statements.deletePieces.run({ file });
    this.#statements.delete.run({ file });
  }

  sweep(limit: number, now: number): number {
    return transaction(this.#database, () => {
      const expired = this.#statements.expired.all({ now, limit });
      for (const row of expired) this.remove(integerIn(row, 'number'));
      return expired.length;
    });
  }
}

function toFile(row: Row | undefined): StoredFile | null {
  return row ? fileOf(row) : null;
}

function fileOf(row: Row): StoredFile {
  return {
    id: textIn(row, 'id'),
    name: textIn(row, 'name'),
    purpose: purposeIn(row),
    bytes: integerIn(row, 'bytes'),
    createdAt: integerIn(row, 'created_at'),
    expiresAt: integerIn(row, 'expires_at'),
  };
}

function purposeIn(row: Row): FilePurpose {
  return textIn(row, 'purpose') === 'batch' ? 'batch' : 'batch_output';
}

function blobIn(row: Row): Uint8Array {
  const { bytes } = row;
  if (!(bytes instanceof Uint8Array)) throw new TypeError('bytes is no blob');
  return bytes;
}
