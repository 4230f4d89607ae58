/**
 * Tokens of one answer in disjoint buckets: a bill is the sum over the buckets.
 * Providers that count cached tokens inside the input are taken apart by their codec.
 * A bucket the provider did not report is 0 only when the protocol says so; a whole report that is missing is `null`, never zeros.
 */
export interface Usage {
  /** Input tokens that no cache had. */
  readonly freshInput: number;
  readonly cacheRead: number;
  /** Input tokens written to the provider's cache, by time to live (`5m`, `1h`, `30m`, or `default` where it does not say). */
  readonly cacheWrite: Readonly<Record<string, number>>;
  /** All output tokens, reasoning included. */
  readonly output: number;
  /** The part of `output` spent on reasoning; `null` where the provider does not tell. */
  readonly reasoning: number | null;
}

/** Everything that went in: what price thresholds and context windows compare with. */
export function totalInput(usage: Usage): number {
  let total = usage.freshInput + usage.cacheRead;
  for (const tokens of Object.values(usage.cacheWrite)) total += tokens;
  return total;
}
