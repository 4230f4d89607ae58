import { join } from 'node:path';
import { InMemorySessionStore } from '../adapters/in-memory/in-memory-session-store.ts';
import { SessionFileError } from '../adapters/sqlite/session-file-error.ts';
import { SqliteSessionStore } from '../adapters/sqlite/sqlite-session-store.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { SessionStore } from '../core/ports/session-store.ts';
import { createId, idRandomBytes } from '../core/sessions/create-id.ts';
import type { Sessions } from '../core/sessions/sessions.ts';
import { fingerprint } from '../wiring/fingerprint.ts';
import { createRandomPieces } from '../wiring/random-pieces.ts';
import { StartError } from '../wiring/start-error.ts';

/** Below the folder the program is started in. */
export const defaultDataDirectory = '.cato';
/** Where nothing outlives the process. */
export const inMemory = ':memory:';
const fileName = 'sessions.sqlite';
const sweepEveryMs = 60_000;
/** Small steps: the store is busy while it sweeps. */
const sweptAtOnce = 200;

export interface OpenSessions extends Sessions {
  close(): Promise<void>;
}

/**
 * The sessions of this machine.
 * @param directory where their file is, or `:memory:`.
 * @throws StartError when the file cannot be used.
 */
export function openSessions(
  directory: string,
  { keepMs, maxPromptShare }: Pick<EffectiveConfig['sessions'], 'keepMs' | 'maxPromptShare'>,
  clock: Clock,
): OpenSessions {
  const store = openStore(directory, clock);
  const random = createRandomPieces(idRandomBytes);
  // What has expired is unknown at once; that it takes up room for a minute more does no harm.
  const sweeping = setInterval(() => void store.sweep(sweptAtOnce).catch(() => undefined), sweepEveryMs).unref();
  return {
    store,
    keepMs,
    maxPromptShare,
    createId: (prefix) => createId(prefix, random()),
    fingerprint,
    async close() {
      clearInterval(sweeping);
      await store.close();
    },
  };
}

function openStore(directory: string, clock: Clock): SessionStore {
  if (directory === inMemory) return new InMemorySessionStore({ clock });
  try {
    return new SqliteSessionStore({ file: join(directory, fileName), clock });
  } catch (error) {
    if (error instanceof SessionFileError) throw new StartError(error.message);
    throw error;
  }
}
