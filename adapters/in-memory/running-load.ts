import type { SettledTokens, TargetLoad } from '../../core/ports/target-stats.ts';
import { RecentFirstToken } from './recent-first-token.ts';
import { SlidingMinute } from './sliding-minute.ts';
import { TokenFactor } from './token-factor.ts';

/** What one answer counts in the mean of output tokens: about the last ten make it up. */
const outputWeight = 0.1;

/** The load of one target as it changes. Times are monotonic milliseconds. */
export class RunningLoad {
  readonly #requests = new SlidingMinute();
  readonly #tokens = new SlidingMinute();
  readonly #firstToken = new RecentFirstToken();
  readonly #tokenFactor = new TokenFactor();
  #inFlight = 0;
  #expectedTokens = 0;
  #meanOutputTokens: number | null = null;

  begin(expectedTokens: number, now: number): void {
    this.#inFlight += 1;
    this.#expectedTokens += expectedTokens;
    this.#requests.add(1, now);
  }

  firstToken(afterMs: number, now: number): void {
    this.#firstToken.add(afterMs, now);
  }

  end(expectedTokens: number, settled: SettledTokens | null, now: number): void {
    // The call began before the target was forgotten and remembered anew.
    if (this.#inFlight === 0) return;
    this.#inFlight -= 1;
    this.#expectedTokens = Math.max(0, this.#expectedTokens - expectedTokens);
    this.#tokens.add(settled ? settled.inputTokens + settled.outputTokens : expectedTokens, now);
    if (!settled) return;
    this.#tokenFactor.add(expectedTokens, settled.inputTokens);
    const mean = this.#meanOutputTokens ?? settled.outputTokens;
    this.#meanOutputTokens = mean + (settled.outputTokens - mean) * outputWeight;
  }

  drop(expectedTokens: number, now: number): void {
    if (this.#inFlight === 0) return;
    this.#inFlight -= 1;
    this.#expectedTokens = Math.max(0, this.#expectedTokens - expectedTokens);
    this.#requests.add(-1, now);
  }

  at(now: number): TargetLoad {
    return {
      inFlight: this.#inFlight,
      requestsLastMinute: this.#requests.sum(now),
      tokensLastMinute: this.#tokens.sum(now) + this.#expectedTokens,
      firstTokenMs: this.#firstToken.meanMs(now),
      tokenFactor: this.#tokenFactor.value,
      meanOutputTokens: this.#meanOutputTokens,
    };
  }
}
