import type { Writable } from 'node:stream';
import { GatewayError } from '../../core/errors/gateway-error.ts';

export interface RoomWait {
  /** The whole answer, which what is full is a part of. */
  readonly answer: Writable;
  /** Ends the wait with its reason. */
  readonly signal: AbortSignal;
  /** Says why an answer has closed, where somebody knows. */
  readonly exchange: AbortSignal;
  /** How long a client may take nothing, milliseconds; then the answer is destroyed. */
  readonly patienceMs: number;
}

/** Resolves when what was full has room again. @throws unknown the signal's reason; GatewayError `client-gone`. */
export function waitForRoom(full: Writable, { answer, signal, exchange, patienceMs }: RoomWait): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      stop();
      reject(new GatewayError('client-gone', 'The client stopped reading.'));
      answer.destroy();
    }, patienceMs);
    const stop = (): void => {
      clearTimeout(giveUp);
      full.off('drain', onDrain);
      answer.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
    };
    const onDrain = (): void => {
      stop();
      resolve();
    };
    const onClose = (): void => {
      stop();
      reject(exchange.reason ?? new GatewayError('client-gone', 'The client left.'));
    };
    const onAbort = (): void => {
      stop();
      reject(signal.reason);
    };
    full.on('drain', onDrain);
    answer.on('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
