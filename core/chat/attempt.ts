import { totalInput, type Usage } from '../conversation/usage.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { UnsupportedOptions } from '../errors/unsupported-options.ts';
import { costOfUsage } from '../metering/cost-of-usage.ts';
import { AttemptTimers } from '../resilience/attempt-timers.ts';
import type { Outcome, SentExtent } from '../resilience/outcome.ts';
import type { Admittance } from '../resilience/target-health.ts';
import type { Target } from '../routing/target.ts';
import type { AttemptCall } from './attempt-call.ts';
import { loggedMessage } from './logged-message.ts';
import { unsupportedParameter } from './unsupported-parameter.ts';

/**
 * One attempt at one target and everything that wraps it: its abort signal, its timers, its record.
 * Begin it, then end it exactly once.
 */
export class Attempt {
  readonly target: Target;
  readonly timers: AttemptTimers;
  readonly #call: AttemptCall;
  readonly #targetIndex: number;
  readonly #how: Outcome['how'];
  #admittance: Admittance;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  readonly #onGone = (): void => this.#controller.abort(this.#call.signal.reason);
  upstreamRequestId: string | null = null;
  /** As in the attempt's record. */
  credential: string | undefined;
  usage: Usage | null = null;
  #firstTokenMs: number | null = null;

  constructor(
    call: AttemptCall,
    targetIndex: number,
    target: Target,
    how: Outcome['how'],
    admittance: Admittance,
    waitCapMs: number,
  ) {
    this.#admittance = admittance;
    this.#how = how;
    this.#call = call;
    this.#targetIndex = targetIndex;
    this.target = target;
    this.#startedAt = call.clock.monotonic();
    this.timers = new AttemptTimers(
      call.clock,
      target.label,
      target.resilience.timeouts,
      (error) => this.#controller.abort(error),
      waitCapMs,
    );
    call.journal.target = target;
    call.journal.calls += 1;
    call.targetStats.callBegins(target.label, this.#expectedTokens);
    if (call.signal.aborted) this.#onGone();
    else call.signal.addEventListener('abort', this.#onGone, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first content of a stream has come. */
  firstContent(): void {
    if (this.#firstTokenMs !== null) return;
    this.#firstTokenMs = this.#call.clock.monotonic() - this.#startedAt;
    this.#call.targetStats.firstToken(this.target.label, this.#firstTokenMs);
    this.#admittance = this.#call.health.answers(this.target, this.#admittance, this.#firstToken);
  }

  /** The attempt is over, well or not; whatever still runs of it is cancelled. */
  end(thrown: unknown, sent: SentExtent | null): Outcome {
    const { journal, clock, signal, health, targetStats, processing, choiceCount } = this.#call;
    this.timers.cancel();
    signal.removeEventListener('abort', this.#onGone);
    const error = thrown === null ? null : this.#toGatewayError(thrown);
    if (error) this.#controller.abort(error);
    // Found while the request was encoded.
    const called = !(thrown instanceof UnsupportedOptions || isOwnRefusal(error));
    if (!called) journal.calls -= 1;
    const endedAt = clock.monotonic();
    const firstToken = this.#firstToken;
    const { usage } = this;
    const { failedCredentials } = journal;
    journal.failedCredentials = [];
    const settled = usage && { inputTokens: totalInput(usage), outputTokens: usage.output / choiceCount };
    if (called) targetStats.callEnds(this.target.label, this.#expectedTokens, settled);
    else targetStats.callDropped(this.target.label, this.#expectedTokens);
    health.ended(this.target, this.#admittance, { error, firstToken });
    journal.attempts.push({
      target: this.target.label,
      durationMs: Math.round(endedAt - this.#startedAt),
      outcome: error ? error.kind : 'finished',
      ...(this.credential === undefined ? {} : { credential: this.credential }),
      ...(failedCredentials.length === 0 ? {} : { failedCredentials }),
      upstreamRequestId: this.upstreamRequestId ?? error?.upstream?.requestId ?? null,
      usage,
      costUsd: usage && costOfUsage(this.target.facts.prices, usage, processing),
      ...(this.target.batchPrices === undefined ? {} : { batchPrices: this.target.batchPrices }),
      message: error ? loggedMessage(error) : null,
    });
    return { targetIndex: this.#targetIndex, how: this.#how, endedAt, error, called, sent };
  }

  get #firstToken(): { readonly afterMs: number; readonly limitMs: number } | null {
    const afterMs = this.#firstTokenMs;
    return afterMs === null ? null : { afterMs, limitMs: this.target.resilience.timeouts.firstTokenMs };
  }

  get #expectedTokens(): number {
    return this.#call.expectedTokens[this.#targetIndex] ?? 0;
  }

  #toGatewayError(thrown: unknown): GatewayError {
    const { signal } = this.#controller;
    // What aborted the attempt says more than the error the abort then caused somewhere below.
    if (signal.aborted && signal.reason instanceof GatewayError) return signal.reason;
    if (thrown instanceof GatewayError) return thrown;
    if (thrown instanceof UnsupportedOptions) return unsupportedParameter(thrown, this.target.label, this.#call.codec);
    // Requests are not that deep: they were looked at.
    if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) {
      return new GatewayError('broken-answer', `${this.target.label} answered with JSON that is nested too deeply.`);
    }
    return new GatewayError('internal', 'The gateway itself failed on this request; its log says more.', {
      cause: thrown,
    });
  }
}

/** What a provider refuses has its words with it. */
function isOwnRefusal(error: GatewayError | null): boolean {
  return error?.kind === 'invalid-request' && error.upstream === null;
}
