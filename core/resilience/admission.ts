import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';

export interface AdmissionLimits {
  /** Requests served at the same time. */
  readonly maxConcurrent: number;
  /** Requests that may wait for a place, and for how long (milliseconds). */
  readonly queue: { readonly length: number; readonly waitMs: number };
}

interface Waiting {
  readonly enter: () => void;
}

/** The gate before all work: so many requests at once, so many waiting in order, the rest refused with a time to come back. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #clock: Clock;
  readonly #queue = new Set<Waiting>();
  #running = 0;

  constructor(limits: AdmissionLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Whether a place could be had at once, without taking it from anybody who waits. */
  get hasFreePlace(): boolean {
    return this.#running < this.#limits.maxConcurrent && this.#queue.size === 0;
  }

  /**
   * Takes a place, to be given back with `leave`. Returns at once when one is free.
   * @throws GatewayError `busy` when the queue is full or the wait too long; the signal's reason when it aborts.
   */
  enter(signal: AbortSignal): Promise<void> | undefined {
    if (this.hasFreePlace) {
      this.#running += 1;
      return undefined;
    }
    if (this.#queue.size >= this.#limits.queue.length) return Promise.reject(this.#busy('and its queue is full'));
    return this.#wait(signal);
  }

  leave(): void {
    const [next] = this.#queue;
    if (next) next.enter();
    else this.#running -= 1;
  }

  #wait(signal: AbortSignal): Promise<void> {
    const { waitMs } = this.#limits.queue;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#queue.delete(waiting);
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        stop();
        reject(signal.reason);
      };
      const timer = this.#clock.schedule(waitMs, () => {
        stop();
        reject(this.#busy(`and no place became free within ${waitMs} ms`));
      });
      const waiting: Waiting = {
        enter: () => {
          stop();
          resolve();
        },
      };
      this.#queue.add(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #busy(why: string): GatewayError {
    const message = `The gateway is serving ${this.#limits.maxConcurrent} requests, its limit, ${why}. Try again shortly.`;
    return new GatewayError('busy', message, { code: 'gateway_busy', retryAfterMs: 1000 });
  }
}
