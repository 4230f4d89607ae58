import type { DatabaseSync } from 'node:sqlite';

const isLive = '(expires_at IS NULL OR expires_at > :now)';
const size = '(t.input_bytes + t.output_bytes)';

/** Everything that is asked of the table of turns. */
export function prepareTurnStatements(database: DatabaseSync) {
  return {
    read: database.prepare(`
      SELECT * FROM turns WHERE scope = :scope AND id = :id AND is_deleted = 0 AND ${isLive}`),
    ofItem: database.prepare('SELECT turn_id FROM foreign_items WHERE scope = :scope AND id = :itemId'),
    putItem: database.prepare(`
      INSERT INTO foreign_items (scope, id, turn_id) VALUES (:scope, :itemId, :id)
      ON CONFLICT (scope, id) DO UPDATE SET turn_id = :id`),
    state: database.prepare(`
      SELECT status, is_deleted, next_sequence, event_bytes, input_bytes FROM turns
      WHERE scope = :scope AND id = :id AND ${isLive}`),
    // Upwards by parents; bytes are summed from the small columns before any content is read. Joined in this order,
    // or all turns of the scope would be looked at.
    path: database.prepare(`
      WITH RECURSIVE up (place, parent_id, depth, bytes) AS (
        SELECT t.rowid, t.parent_id, 1, ${size} FROM turns t
        WHERE t.scope = :scope AND t.id = :id AND (t.expires_at IS NULL OR t.expires_at > :now)
        UNION ALL
        SELECT t.rowid, t.parent_id, up.depth + 1, up.bytes + ${size}
        FROM up CROSS JOIN turns t ON t.scope = :scope AND t.id = up.parent_id
        WHERE (t.expires_at IS NULL OR t.expires_at > :now)
          AND up.depth < :maxTurns AND up.bytes + ${size} <= :maxBytes
      )
      SELECT up.depth, t.id, t.parent_id, t.status, t.model, t.target, t.created_at, t.runs_until, t.is_deleted,
        t.session_name, t.input, t.output
      FROM up CROSS JOIN turns t ON t.rowid = up.place`),
    exists: database.prepare('SELECT 1 FROM turns WHERE scope = :scope AND id = :id'),
    insert: database.prepare(`
      INSERT INTO turns (scope, id, parent_id, status, created_at, runs_until, finished_at, expires_at,
        input_bytes, output_bytes, model, target, input, output, view, request, session_name)
      VALUES (:scope, :id, :parentId, :status, :createdAt, :runsUntil, :finishedAt, :expiresAt,
        :inputBytes, :outputBytes, :model, :target, :input, :output, :view, :request, :sessionName)`),
    finish: database.prepare(`
      UPDATE turns SET status = :status, output = :output, output_bytes = :outputBytes, view = :view, target = :target,
        finished_at = :finishedAt, request = NULL WHERE scope = :scope AND id = :id`),
    extend: database.prepare(`
      UPDATE turns SET runs_until = :runsUntil
      WHERE scope = :scope AND id = :id AND status = 'in_progress' AND is_deleted = 0 AND ${isLive}`),
    countEvents: database.prepare(`
      UPDATE turns SET next_sequence = next_sequence + :count, event_bytes = event_bytes + :bytes
      WHERE scope = :scope AND id = :id`),
    delete: database.prepare(`
      UPDATE turns SET is_deleted = 1, view = NULL, request = NULL, event_bytes = 0,
        status = CASE status WHEN 'in_progress' THEN 'cancelled' ELSE status END
      WHERE scope = :scope AND id = :id`),
    // A deleted turn that no turn of content continues and no head is at.
    unseen: database.prepare(`
      SELECT t.parent_id FROM turns t WHERE t.scope = :scope AND t.id = :id AND t.is_deleted = 1 AND t.is_erased = 0
        AND NOT EXISTS (SELECT 1 FROM turns c WHERE c.scope = :scope AND c.parent_id = :id AND c.is_erased = 0)
        AND NOT EXISTS (SELECT 1 FROM heads h WHERE h.scope = :scope AND h.turn_id = :id)`),
    erase: database.prepare(`
      UPDATE turns SET is_erased = 1, input = '[]', output = '[]', input_bytes = 2, output_bytes = 2
      WHERE scope = :scope AND id = :id`),
    sweepEvents: database.prepare(`
      DELETE FROM event_pages WHERE rowid IN (
        SELECT p.rowid FROM turns t JOIN event_pages p ON p.scope = t.scope AND p.turn_id = t.id
        WHERE t.expires_at <= :now LIMIT :limit)`),
    sweep: database.prepare(`
      DELETE FROM turns WHERE rowid IN (SELECT rowid FROM turns WHERE expires_at <= :now LIMIT :limit)`),
  };
}
