import type { DatabaseSync } from 'node:sqlite';
import type { RemoveItemResult } from '../../core/ports/session-store.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { Head, HeadMove, NewHead } from '../../core/sessions/head.ts';
import { metadataRecord } from '../../core/sessions/metadata-record.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import { integerIn, integerOrNullIn, type Row, textIn, textOrNullIn } from './read-column.ts';
import { transaction } from './transaction.ts';

const isLive = '(expires_at IS NULL OR expires_at > :now)';

/** The heads in a database. */
export class SqliteHeads {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = {
      read: database.prepare(`SELECT * FROM heads WHERE scope = :scope AND name = :name AND ${isLive}`),
      // An expired one that was not swept yet makes room.
      create: database.prepare(`
        INSERT INTO heads (scope, name, turn_id, version, created_at, expires_at, metadata)
        VALUES (:scope, :name, :turnId, 1, :now, :expiresAt, :metadata)
        ON CONFLICT (scope, name) DO UPDATE SET turn_id = excluded.turn_id, version = 1, created_at = excluded.created_at,
          expires_at = excluded.expires_at, metadata = excluded.metadata, removed_items = '[]'
        WHERE expires_at <= :now RETURNING *`),
      move: database.prepare(`
        UPDATE heads SET turn_id = :turnId, version = version + 1, expires_at = :expiresAt
        WHERE scope = :scope AND name = :name RETURNING *`),
      describe: database.prepare(`
        UPDATE heads SET metadata = :metadata, version = version + 1
        WHERE scope = :scope AND name = :name AND ${isLive} RETURNING *`),
      remove: database.prepare(`
        UPDATE heads SET removed_items = :removedItems, version = version + 1 WHERE scope = :scope AND name = :name`),
      delete: database.prepare('DELETE FROM heads WHERE scope = :scope AND name = :name'),
      sweep: database.prepare(`
        DELETE FROM heads WHERE rowid IN (SELECT rowid FROM heads WHERE expires_at <= :now LIMIT :limit)`),
    };
  }

  read(scope: string, name: string, now: number): Head | null {
    return toHead(this.#statements.read.get({ scope, name, now }));
  }

  create(scope: string, { name, metadata, expiresAt }: NewHead, now: number): Head | null {
    const record = { scope, name, turnId: null, expiresAt, metadata: metadataRecord(metadata), now };
    return toHead(this.#statements.create.get(record));
  }

  /** Inside a transaction that has read the head: `null` when there was none. */
  move(scope: string, { name, expiresAt }: HeadMove, from: Head | null, turnId: string, now: number): Head | null {
    if (from) return toHead(this.#statements.move.get({ scope, name, turnId, expiresAt }));
    return toHead(this.#statements.create.get({ scope, name, turnId, expiresAt, metadata: '{}', now }));
  }

  describe(scope: string, name: string, metadata: JsonObject, now: number): Head | null {
    return toHead(this.#statements.describe.get({ scope, name, metadata: metadataRecord(metadata), now }));
  }

  delete(scope: string, name: string): void {
    this.#statements.delete.run({ scope, name });
  }

  removeItem(scope: string, name: string, itemId: string, now: number): RemoveItemResult {
    return transaction(this.#database, () => {
      const head = this.read(scope, name, now);
      if (!head) return 'no-head';
      if (head.removedItems.includes(itemId)) return 'removed';
      if (head.removedItems.length >= sessionLimits.maxRemovedItems) return 'full';
      this.#statements.remove.run({ scope, name, removedItems: JSON.stringify([...head.removedItems, itemId]) });
      return 'removed';
    });
  }

  sweep(limit: number, now: number): number {
    return Number(this.#statements.sweep.run({ now, limit }).changes);
  }
}

function toHead(row: Row | undefined): Head | null {
  if (!row) return null;
  return {
    name: textIn(row, 'name'),
    turnId: textOrNullIn(row, 'turn_id'),
    version: integerIn(row, 'version'),
    metadata: JSON.parse(textIn(row, 'metadata')),
    removedItems: JSON.parse(textIn(row, 'removed_items')),
    createdAt: integerIn(row, 'created_at'),
    expiresAt: integerOrNullIn(row, 'expires_at'),
  };
}
