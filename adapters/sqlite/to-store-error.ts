import { GatewayError } from '../../core/errors/gateway-error.ts';
import { sqliteCode, sqliteErrorCode } from './sqlite-error-code.ts';

const retryAfterMs = 1000;
const inTrouble: Readonly<Record<number, string>> = {
  [sqliteCode.busy]: 'is busy with another process',
  [sqliteCode.locked]: 'is busy with another process',
  [sqliteCode.readOnly]: 'cannot be written',
  [sqliteCode.inputOutput]: 'cannot be read or written',
  [sqliteCode.full]: 'has no room left on its disk',
  [sqliteCode.cannotOpen]: 'cannot be opened',
};

/**
 * What a client is told when the store fails.
 * @param file the database's name without its folder, which is nobody else's business.
 */
export function toStoreError(error: unknown, file: string): unknown {
  const code = sqliteErrorCode(error);
  if (code === null) return error;
  const trouble = inTrouble[code];
  if (trouble) {
    const message = `The session store ${trouble}. Try again; without sessions (store: false) requests are answered as usual.`;
    return new GatewayError('busy', message, { retryAfterMs, code: 'session_store_unavailable', cause: error });
  }
  if (code === sqliteCode.corrupt || code === sqliteCode.notADatabase) {
    const message = `The session store is damaged. The gateway's operator has to stop it, move ${file} away together with its -wal and -shm files or put a backup in their place, and start it again.`;
    return new GatewayError('internal', message, { code: 'session_store_damaged', cause: error });
  }
  return new GatewayError('internal', 'The session store failed.', { code: 'session_store_failed', cause: error });
}
