const smallest = 0.5;
const largest = 2;
/** What one call leaves of the weight of those before it: about the last ten count. */
const kept = 0.9;
/** Tokens taken as well estimated beforehand, so that the first small prompts do not swing the factor. */
const priorTokens = 1000;

/** How many tokens a target counts where one was expected. */
export class TokenFactor {
  #expected = priorTokens;
  #settled = priorTokens;

  add(expectedTokens: number, inputTokens: number): void {
    // Providers that count nothing say 0.
    if (!(expectedTokens > 0 && inputTokens > 0)) return;
    this.#expected = this.#expected * kept + expectedTokens;
    this.#settled = this.#settled * kept + inputTokens;
  }

  get value(): number {
    return Math.min(largest, Math.max(smallest, this.#settled / this.#expected));
  }
}
