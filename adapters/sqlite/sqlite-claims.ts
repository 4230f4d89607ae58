import type { DatabaseSync } from 'node:sqlite';
import type { ClaimResult, IdempotencyClaim, StoredAnswer } from '../../core/sessions/idempotency.ts';
import { sessionLimits } from '../../core/sessions/session-limits.ts';
import { integerIn, type Row, textIn } from './read-column.ts';
import { transaction } from './transaction.ts';

/** Idempotency keys and the answers they were given, in a database. */
export class SqliteClaims {
  readonly #database: DatabaseSync;
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = {
      read: database.prepare('SELECT * FROM answers WHERE scope = :scope AND key = :key AND lapses_at > :now'),
      claim: database.prepare(`
        INSERT OR REPLACE INTO answers (scope, key, fingerprint, claim_id, is_finished, lapses_at)
        VALUES (:scope, :key, :fingerprint, :claimId, 0, :lapsesAt)`),
      hold: database.prepare(`
        UPDATE answers SET lapses_at = :lapsesAt
        WHERE scope = :scope AND key = :key AND claim_id = :claimId AND is_finished = 0 AND lapses_at > :now`),
      finish: database.prepare(`
        UPDATE answers SET is_finished = 1, lapses_at = :lapsesAt, status = :status, headers = :headers, body = :body
        WHERE scope = :scope AND key = :key AND claim_id = :claimId AND is_finished = 0`),
      release: database.prepare(`
        DELETE FROM answers WHERE scope = :scope AND key = :key AND claim_id = :claimId AND is_finished = 0`),
      sweep: database.prepare(`
        DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers WHERE lapses_at <= :now LIMIT :limit)`),
    };
  }

  claim(scope: string, { key, fingerprint, claimId, leaseMs }: IdempotencyClaim, now: number): ClaimResult {
    return transaction(this.#database, () => {
      const row = this.#statements.read.get({ scope, key, now });
      if (!row) {
        this.#statements.claim.run({ scope, key, fingerprint, claimId, lapsesAt: now + leaseMs });
        return { result: 'new' };
      }
      if (row.fingerprint !== fingerprint) return { result: 'conflict' };
      return row.is_finished === 1 ? { result: 'finished', answer: toAnswer(row) } : { result: 'running' };
    });
  }

  hold(scope: string, key: string, claimId: string, lapsesAt: number, now: number): boolean {
    return this.#statements.hold.run({ scope, key, claimId, lapsesAt, now }).changes === 1;
  }

  finish(scope: string, key: string, claimId: string, answer: StoredAnswer, lapsesAt: number): boolean {
    const kept = answer.body.byteLength <= sessionLimits.maxAnswerBytes ? answer : null;
    const headers = kept && JSON.stringify(kept.headers);
    const what = { scope, key, claimId, lapsesAt, status: kept?.status ?? null, headers, body: kept?.body ?? null };
    return this.#statements.finish.run(what).changes === 1;
  }

  release(scope: string, key: string, claimId: string): void {
    this.#statements.release.run({ scope, key, claimId });
  }

  sweep(limit: number, now: number): number {
    return Number(this.#statements.sweep.run({ now, limit }).changes);
  }
}

function toAnswer(row: Row): StoredAnswer | null {
  const body = row.body;
  if (!(body instanceof Uint8Array)) return null;
  return { status: integerIn(row, 'status'), headers: JSON.parse(textIn(row, 'headers')), body };
}
