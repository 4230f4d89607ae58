import type { ModelPrice } from '../routing/model-facts.ts';
import { priceRow } from './price-row.ts';

/** Where a provider's prices for batches are from: known as such, or taken to be half of its usual ones. */
export type BatchPricing = 'known' | 'half';

/** The processing tier under which a provider's batches are in price lists. */
export const batchProcessing = 'batch';

/**
 * What a model costs in a provider's own batches: its prices for them, and where there are none, half of the usual
 * ones. The rows are of the tier `batch`.
 */
export function batchPrices(prices: readonly ModelPrice[]): readonly ModelPrice[] {
  const known = prices.filter(({ processing }) => processing === batchProcessing);
  const usual = prices.filter(({ processing }) => processing === 'standard');
  const thresholds = new Set([...known, ...usual].map(({ minInputTokens }) => minInputTokens));
  return [...thresholds].map((minInputTokens): ModelPrice => {
    const own = known.find((row) => row.minInputTokens === minInputTokens);
    const row = priceRow(usual, minInputTokens, 'standard');
    return {
      minInputTokens,
      processing: batchProcessing,
      input: own?.input ?? half(row?.input),
      output: own?.output ?? half(row?.output),
      cacheRead: own?.cacheRead ?? half(row?.cacheRead),
      cacheWrite: { ...halves(row?.cacheWrite ?? {}), ...own?.cacheWrite },
    };
  });
}

export function batchPricing(prices: readonly ModelPrice[]): BatchPricing {
  return prices.some(({ processing }) => processing === batchProcessing) ? 'known' : 'half';
}

function half(price: number | null | undefined): number | null {
  return price === null || price === undefined ? null : price / 2;
}

function halves(prices: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(prices).map(([ttl, price]) => [ttl, price / 2]));
}
