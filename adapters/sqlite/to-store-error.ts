import { GatewayError } from '../../core/errors/gateway-error.ts';
import { isDamage, sqliteCode, sqliteErrorCode } from './sqlite-error-code.ts';

const retryAfterMs = 1000;
/** Somebody has to come and mend it. */
const damagedRetryAfterMs = 60_000;
const inTrouble: Readonly<Record<number, string>> = {
  [sqliteCode.busy]: 'is busy with another process',
  [sqliteCode.locked]: 'is busy with another process',
  [sqliteCode.readOnly]: 'cannot be written',
  [sqliteCode.inputOutput]: 'cannot be read or written',
  [sqliteCode.full]: 'has no room left on its disk',
  [sqliteCode.cannotOpen]: 'cannot be opened',
};

/** What a store is called, and what a client can do meanwhile. */
interface StoreWords {
  readonly name: string;
  readonly code: string;
  readonly meanwhile: string;
}

const sessionStoreWords: StoreWords = {
  name: 'The session store',
  code: 'session_store',
  meanwhile: 'Try again; without sessions (store: false) requests are answered as usual.',
};

export const batchStoreWords: StoreWords = {
  name: 'The store of files and batches',
  code: 'batch_store',
  meanwhile: 'Try again; other requests are answered as usual.',
};

/**
 * What a client is told when the store fails.
 * @param file the database's name without its folder, which is nobody else's business.
 */
export function toStoreError(error: unknown, file: string, words = sessionStoreWords): unknown {
  const code = sqliteErrorCode(error);
  if (code === null) return error;
  const trouble = inTrouble[code];
  if (trouble) {
    const message = `${words.name} ${trouble}. ${words.meanwhile}`;
    return new GatewayError('busy', message, { retryAfterMs, code: `${words.code}_unavailable`, cause: error });
  }
  if (isDamage(error)) {
    const message = `${words.name} is damaged. The gateway's operator has to stop it, move ${file} away together with its -wal and -shm files or put a backup in their place, and start it again.`;
    return new GatewayError('busy', message, {
      retryAfterMs: damagedRetryAfterMs,
      code: `${words.code}_damaged`,
      cause: error,
    });
  }
  return new GatewayError('internal', `${words.name} failed.`, { code: `${words.code}_failed`, cause: error });
}
