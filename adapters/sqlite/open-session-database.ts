import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { integerIn, textIn } from './read-column.ts';
import { SessionFileError } from './session-file-error.ts';
import { schemaSteps } from './session-schema.ts';
import { isDamage } from './sqlite-error-code.ts';
import { transaction } from './transaction.ts';

/** "Cato" in ASCII, in the file's header. */
const applicationId = 0x4361746f;
/** Nothing else runs yet, and another process may be bringing the file to its schema. */
const openingBusyMs = 1000;

/**
 * Opens the file, created if it is not there and readable for its owner alone, and brings it to the schema of today.
 * @param busyTimeoutMs how long a write waits for another process once it is open, milliseconds, a whole number.
 * @param steps its schema; another file than that of the sessions has another.
 * @throws SessionFileError
 */
export function openSessionDatabase(file: string, busyTimeoutMs: number, steps = schemaSteps): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    if (file !== ':memory:') createPrivateFile(file);
    database = new DatabaseSync(file, { timeout: Math.max(openingBusyMs, busyTimeoutMs) });
    if (textIn(database.prepare('PRAGMA journal_mode').get() ?? {}, 'journal_mode') === 'delete') {
      database.exec('PRAGMA journal_mode = WAL');
    }
    // A crash of the process loses nothing; a power cut may lose the last writes, and damages nothing.
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 67108864');
    migrate(database, file, steps);
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof SessionFileError ? error : new SessionFileError(whatToDo(error, file), { cause: error });
  }
}

/** SQLite gives its -wal and -shm files the permissions of the database. */
function createPrivateFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function migrate(database: DatabaseSync, file: string, steps: readonly string[]): void {
  if (versionOf(database, file, steps) === steps.length) return;
  transaction(database, () => {
    // Read again: another process may have been first.
    for (const step of steps.slice(versionOf(database, file, steps))) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
  });
}

/** How many steps the file has taken. */
function versionOf(database: DatabaseSync, file: string, steps: readonly string[]): number {
  const { version, application, tables } = {
    version: integerIn(database.prepare('PRAGMA user_version').get() ?? {}, 'user_version'),
    application: integerIn(database.prepare('PRAGMA application_id').get() ?? {}, 'application_id'),
    tables: integerIn(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() ?? {}, 'tables'),
  };
  if (application !== applicationId && (tables > 0 || version > 0)) {
    throw new SessionFileError(`${file} is a database of another program. Choose another data directory with --data.`);
  }
  if (version > steps.length) {
    throw new SessionFileError(
      `${file} was written by a newer version of Cato (schema ${version}, this one knows ${steps.length}). Start the newer version, or choose another data directory with --data.`,
    );
  }
  return version;
}

function whatToDo(error: unknown, file: string): string {
  if (isDamage(error)) {
    return `${file} is damaged or no database. Move it away together with ${file}-wal and ${file}-shm (what it kept is lost then), or put a backup in their place, and start again.`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `${file} cannot be opened: ${reason}. Check that the directory can be written, or choose another with --data.`;
}
