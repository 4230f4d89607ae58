/** As `session-schema.ts`, for the file of batches: steps are added, never changed. */
export const batchSchemaSteps: readonly string[] = [
  `
  CREATE TABLE files (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    is_complete INTEGER NOT NULL DEFAULT 0,
    UNIQUE (scope, id)
  ) STRICT;
  CREATE INDEX files_by_scope ON files (scope, number) WHERE is_complete = 1;
  CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE pieces (
    file INTEGER NOT NULL,
    piece INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (file, piece)
  ) STRICT;

  CREATE TABLE batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    status TEXT NOT NULL,
    is_open INTEGER NOT NULL DEFAULT 1,
    total INTEGER NOT NULL DEFAULT 0,
    completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    kept_until INTEGER,
    worker TEXT,
    worker_until INTEGER,
    input_file INTEGER NOT NULL,
    output_file INTEGER NOT NULL,
    errors_file INTEGER NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (scope, id)
  ) STRICT;
  CREATE INDEX open_batches ON batches (input_file) WHERE is_open = 1;
  CREATE INDEX batches_by_end ON batches (kept_until) WHERE kept_until IS NOT NULL;
  `,
];
