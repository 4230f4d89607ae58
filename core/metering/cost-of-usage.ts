import { totalInput, type Usage } from '../conversation/usage.ts';
import type { ModelPrice } from '../routing/model-facts.ts';
import { priceRow } from './price-row.ts';

const perTokens = 1_000_000;
/** How long a provider keeps a prompt that does not say: five minutes, by Anthropic's and Bedrock's documentation. */
const usualTtl = '5m';

/**
 * US dollars for what a provider says an answer took; `null` when tokens were used whose price is unknown.
 * Cached input without a price of its own costs what fresh input does.
 * @param processing the processing tier asked for; one without prices of its own costs what `standard` does.
 */
export function costOfUsage(prices: readonly ModelPrice[], usage: Usage, processing: string): number | null {
  const row = priceRow(prices, totalInput(usage), processing);
  if (row === null) return null;
  const { freshInput, cacheRead, cacheWrite, output } = usage;
  const writes = Object.entries(cacheWrite).map(([ttl, tokens]) => cost(tokens, writePrice(row, ttl)));
  let total = 0;
  for (const part of [
    cost(freshInput, row.input),
    cost(cacheRead, row.cacheRead ?? row.input),
    cost(output, row.output),
    ...writes,
  ]) {
    if (part === null) return null;
    total += part;
  }
  return total / perTokens;
}

function cost(tokens: number, price: number | null): number | null {
  if (tokens === 0) return 0;
  return price === null ? null : tokens * price;
}

function writePrice({ cacheWrite, input }: ModelPrice, ttl: string): number | null {
  // Writing costs more than fresh input where it costs anything apart: only of nothing it is known.
  return cacheWrite[ttl] ?? (ttl === 'default' ? cacheWrite[usualTtl] : undefined) ?? (input === 0 ? 0 : null);
}
