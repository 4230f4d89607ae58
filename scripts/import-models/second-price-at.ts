import type { SecondPrices } from './second-source.ts';

/** A price of the second source for a prompt of at least `minInput` tokens; `null` = it has none. */
export function secondPriceAt(prices: SecondPrices, field: string, minInput: number): number | null {
  const price = prices[field];
  if (price === undefined || price === null) return null;
  if (typeof price === 'string') return Number(price);
  const reached = price.tiers.filter((tier) => minInput > tier.start).sort((a, b) => b.start - a.start);
  return Number(reached[0]?.price ?? price.base);
}

/** Prompt lengths from which a price of the second source changes, the first being 0. */
export function secondCliffs(prices: SecondPrices): readonly number[] {
  const lengths = new Set([0]);
  for (const price of Object.values(prices)) {
    if (price === null || typeof price === 'string') continue;
    for (const tier of price.tiers) lengths.add(tier.start + 1);
  }
  return [...lengths].sort((a, b) => a - b);
}
