import type { DatabaseSync } from 'node:sqlite';
import type { ClaimedTurn } from '../../core/ports/session-store.ts';
import { integerIn, textIn } from './read-column.ts';

/** The running turns that were stored with their requests, and who works on them, in a database. */
export class SqliteRunningTurns {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      add: database.prepare(`
        INSERT INTO running_turns (scope, turn_id, created_at) VALUES (:scope, :id, :createdAt)`),
      remove: database.prepare('DELETE FROM running_turns WHERE scope = :scope AND turn_id = :id'),
      // Whoever let go of a turn has left no name there.
      claim: database.prepare(`
        UPDATE running_turns SET times_lost = times_lost + (worker IS NOT NULL), worker = :workerId, worker_until = :until
        WHERE number = (
          SELECT r.number FROM running_turns r CROSS JOIN turns t ON t.scope = r.scope AND t.id = r.turn_id
          WHERE r.worker_until <= :now AND (t.expires_at IS NULL OR t.expires_at > :now)
          ORDER BY r.created_at, r.number LIMIT 1)
        RETURNING scope, turn_id, times_lost`),
      hold: database.prepare(`
        UPDATE running_turns SET worker = :workerId, worker_until = :until
        WHERE scope = :scope AND turn_id = :id AND (worker = :workerId OR worker_until <= :now)
          AND EXISTS (SELECT 1 FROM turns t
            WHERE t.scope = :scope AND t.id = :id AND (t.expires_at IS NULL OR t.expires_at > :now))`),
      letGo: database.prepare(`
        UPDATE running_turns SET worker = NULL, worker_until = 0
        WHERE scope = :scope AND turn_id = :id AND worker = :workerId`),
      sweep: database.prepare(`
        DELETE FROM running_turns WHERE NOT EXISTS (
          SELECT 1 FROM turns t WHERE t.scope = running_turns.scope AND t.id = running_turns.turn_id)`),
    };
  }

  add(scope: string, id: string, createdAt: number): void {
    this.#statements.add.run({ scope, id, createdAt });
  }

  /** It has ended. */
  remove(scope: string, id: string): void {
    this.#statements.remove.run({ scope, id });
  }

  claim(workerId: string, leaseMs: number, now: number): ClaimedTurn | null {
    const row = this.#statements.claim.get({ workerId, until: now + leaseMs, now });
    return row
      ? { scope: textIn(row, 'scope'), turnId: textIn(row, 'turn_id'), timesLost: integerIn(row, 'times_lost') }
      : null;
  }

  hold(scope: string, id: string, workerId: string, leaseMs: number, now: number): boolean {
    const { changes } =
      leaseMs === 0
        ? this.#statements.letGo.run({ scope, id, workerId })
        : this.#statements.hold.run({ scope, id, workerId, until: now + leaseMs, now });
    return changes === 1;
  }

  /** Of turns that were swept. There are never many that run. */
  sweep(): void {
    this.#statements.sweep.run();
  }
}
