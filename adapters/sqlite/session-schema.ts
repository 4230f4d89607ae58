/**
 * The steps from an empty file to the schema of today; a file's `user_version` is how many of them it has taken.
 * Steps are added, never changed. Small columns come first: SQLite reads a row from its beginning.
 */
export const schemaSteps: readonly string[] = [
  `
  CREATE TABLE turns (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    parent_id TEXT,
    status TEXT NOT NULL,
    is_deleted INTEGER NOT NULL DEFAULT 0,
    is_erased INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    runs_until INTEGER NOT NULL,
    finished_at INTEGER,
    expires_at INTEGER,
    next_sequence INTEGER NOT NULL DEFAULT 0,
    event_bytes INTEGER NOT NULL DEFAULT 0,
    input_bytes INTEGER NOT NULL,
    output_bytes INTEGER NOT NULL,
    model TEXT NOT NULL,
    target TEXT,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    view TEXT,
    request TEXT,
    PRIMARY KEY (scope, id)
  ) STRICT;
  CREATE INDEX turns_by_parent ON turns (scope, parent_id) WHERE parent_id IS NOT NULL;
  CREATE INDEX turns_by_expiry ON turns (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE heads (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    turn_id TEXT,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    metadata TEXT NOT NULL,
    removed_items TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (scope, name)
  ) STRICT;
  CREATE INDEX heads_by_turn ON heads (scope, turn_id) WHERE turn_id IS NOT NULL;
  CREATE INDEX heads_by_expiry ON heads (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE event_pages (
    scope TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    events TEXT NOT NULL,
    PRIMARY KEY (scope, turn_id, first_sequence)
  ) STRICT;

  CREATE TABLE answers (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    claim_id TEXT NOT NULL,
    is_finished INTEGER NOT NULL,
    lapses_at INTEGER NOT NULL,
    status INTEGER,
    headers TEXT,
    body BLOB,
    PRIMARY KEY (scope, key)
  ) STRICT;
  CREATE INDEX answers_by_lapse ON answers (lapses_at);
  `,
  'ALTER TABLE turns ADD COLUMN session_name TEXT;',
  // Beside the turns, whose rows are large: who works on one says so every second.
  `
  CREATE TABLE running_turns (
    number INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    worker TEXT,
    worker_until INTEGER NOT NULL DEFAULT 0,
    times_lost INTEGER NOT NULL DEFAULT 0,
    UNIQUE (scope, turn_id)
  ) STRICT;
  INSERT INTO running_turns (scope, turn_id, created_at)
    SELECT scope, id, created_at FROM turns WHERE status = 'in_progress' AND request IS NOT NULL;
  `,
  // Where items are whose ids were made elsewhere.
  `
  CREATE TABLE foreign_items (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    PRIMARY KEY (scope, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX foreign_items_by_turn ON foreign_items (scope, turn_id);
  CREATE TRIGGER foreign_items_go AFTER DELETE ON turns BEGIN
    DELETE FROM foreign_items WHERE scope = OLD.scope AND turn_id = OLD.id;
  END;
  `,
];
