import type { ModelPrice } from '../routing/model-facts.ts';

/**
 * The prices of a request: those of its processing tier, else of `standard`; `null` = unknown.
 * Prices step at thresholds of the whole input: the highest one that is reached holds for all tokens.
 */
export function priceRow(prices: readonly ModelPrice[], input: number, processing: string): ModelPrice | null {
  return rowOf(prices, input, processing) ?? rowOf(prices, input, 'standard');
}

function rowOf(prices: readonly ModelPrice[], input: number, processing: string): ModelPrice | null {
  let found: ModelPrice | null = null;
  for (const row of prices) {
    if (row.processing !== processing || row.minInputTokens > input) continue;
    if (found === null || row.minInputTokens > found.minInputTokens) found = row;
  }
  return found;
}
