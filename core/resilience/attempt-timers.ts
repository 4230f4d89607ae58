import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Timeouts } from './resilience-settings.ts';

/** How long usage and the end marker are awaited once the stop reason was seen. */
const closingMs = 1000;

type Phase = 'answer' | 'first-token' | 'idle' | 'closing';

/**
 * The timers of one attempt. Only content refreshes them; when one fires, the attempt is aborted
 * with a `timeout` error that names it.
 */
export class AttemptTimers {
  readonly #clock: Clock;
  readonly #label: string;
  readonly #timeouts: Timeouts;
  readonly #abort: (error: GatewayError) => void;
  readonly #waitCapMs: number;
  #timer: Timer | null = null;
  #phase: Phase = 'answer';
  #isHeld = false;

  /** @param waitCapMs most milliseconds to wait for an answer or its first content, whatever the timeouts allow. */
  constructor(
    clock: Clock,
    label: string,
    timeouts: Timeouts,
    abort: (error: GatewayError) => void,
    waitCapMs = Number.POSITIVE_INFINITY,
  ) {
    this.#clock = clock;
    this.#label = label;
    this.#timeouts = timeouts;
    this.#abort = abort;
    this.#waitCapMs = waitCapMs;
  }

  /** A whole answer is awaited. */
  awaitAnswer(): void {
    this.#begin('answer', Math.min(this.#timeouts.answerMs, this.#waitCapMs));
  }

  /** The first content of a stream is awaited. */
  awaitFirstToken(): void {
    this.#begin('first-token', Math.min(this.#timeouts.firstTokenMs, this.#waitCapMs));
  }

  /** Content has come: from here on the idle limit counts. */
  contentSeen(): void {
    if (this.#phase === 'idle') this.#timer?.refresh();
    else if (this.#phase === 'first-token') this.#begin('idle', this.#timeouts.idleMs);
  }

  /** The stop reason has come: only usage and the end marker are still awaited. */
  stopSeen(): void {
    if (this.#phase !== 'closing') this.#begin('closing', closingMs);
  }

  /** The client is being served: what passes now is not the provider's silence. */
  hold(): void {
    this.#isHeld = true;
  }

  /** The provider is waited for again. */
  resume(): void {
    this.#isHeld = false;
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #begin(phase: Phase, delayMs: number): void {
    this.#timer?.cancel();
    this.#phase = phase;
    this.#timer = this.#clock.schedule(delayMs, () => {
      if (this.#isHeld) this.#begin(phase, delayMs);
      else this.#abort(this.#expired(delayMs));
    });
  }

  #expired(delayMs: number): GatewayError {
    const seconds = Math.round(delayMs) / 1000;
    const isCapped = delayMs === this.#waitCapMs;
    const named = (limit: string) => (isCapped ? 'half of what timeouts.totalMs leaves, for others remain' : limit);
    const message = {
      answer: `${this.#label} gave no answer within ${seconds} s (${named('timeouts.answerMs')}).`,
      'first-token': `${this.#label} sent no content within ${seconds} s (${named('timeouts.firstTokenMs')}).`,
      idle: `${this.#label} fell silent for ${seconds} s in the middle of its answer (timeouts.idleMs).`,
      closing: `${this.#label} did not close its stream within ${seconds} s of the stop reason.`,
    }[this.#phase];
    return new GatewayError('timeout', message);
  }
}
