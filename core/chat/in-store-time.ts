import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';

/** A store that says nothing for so long counts as one in trouble. */
const maxStoreMs = 5000;

/** What the session store is asked in the way of a request. @throws GatewayError `busy` when it takes too long. */
export function inStoreTime<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.schedule(maxStoreMs, () => {
      reject(new GatewayError('busy', 'The session store does not answer. Try again in a moment.'));
    });
    void work.then(resolve, reject).finally(() => timer.cancel());
  });
}
