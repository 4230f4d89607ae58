import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** How long requests that are being answered may go on when the process ends: they are paid for. */
const closingMs = 5_000;

/** Aborts with a signal, but a little later when that only says that the process ends. */
export class Patience {
  readonly #controller = new AbortController();
  readonly #source: AbortSignal;
  readonly #onAbort: () => void;
  #timer: Timer | null = null;

  constructor(source: AbortSignal, clock: Clock) {
    const abort = (): void => this.#controller.abort(source.reason);
    this.#source = source;
    this.#onAbort = () => {
      const { reason } = source;
      const isClosing = reason instanceof GatewayError && reason.kind === 'shutting-down';
      if (isClosing) this.#timer = clock.schedule(closingMs, abort);
      else abort();
    };
    if (source.aborted) abort();
    else source.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    this.#source.removeEventListener('abort', this.#onAbort);
    this.#timer?.cancel();
  }
}
