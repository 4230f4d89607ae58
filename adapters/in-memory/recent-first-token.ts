const halfLifeMs = 30_000;
const forgottenAfterMs = 300_000;

/** A mean of times to the first token in which the recent weigh more. Times are monotonic milliseconds. */
export class RecentFirstToken {
  #meanMs = 0;
  #weight = 0;
  #lastAt = 0;

  add(afterMs: number, now: number): void {
    const isForgotten = this.meanMs(now) === null;
    const weight = isForgotten ? 0 : this.#weight * 2 ** (-(now - this.#lastAt) / halfLifeMs);
    this.#meanMs = (this.#meanMs * weight + afterMs) / (weight + 1);
    this.#weight = weight + 1;
    this.#lastAt = now;
  }

  /** @returns `null` when nothing recent is known. */
  meanMs(now: number): number | null {
    return this.#weight === 0 || now - this.#lastAt > forgottenAfterMs ? null : this.#meanMs;
  }
}
