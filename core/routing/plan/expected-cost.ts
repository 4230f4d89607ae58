import { priceRow } from '../../metering/price-row.ts';
import type { ModelPrice } from '../model-facts.ts';

export interface ExpectedTokens {
  /** Input in all. */
  readonly input: number;
  /** Of the input, what the provider's prompt cache is expected to hold. */
  readonly cached: number;
  readonly output: number;
}

/**
 * US dollars for the expected tokens; `null` = the price is unknown. What a provider charges for writing
 * into its cache is left out: whether it will be charged is not known before the answer.
 * @param processing the processing tier asked for; one without prices of its own costs what `standard` does.
 */
export function expectedCostUsd(
  prices: readonly ModelPrice[],
  { input, cached, output }: ExpectedTokens,
  processing = 'standard',
): number | null {
  const row = priceRow(prices, input, processing);
  if (row === null || row.input === null || row.output === null) return null;
  const read = Math.min(cached, input);
  return ((input - read) * row.input + read * (row.cacheRead ?? row.input) + output * row.output) / 1_000_000;
}
