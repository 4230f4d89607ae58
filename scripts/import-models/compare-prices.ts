import type { ModelRow, ModelRowPrice } from '../../config/model-row.ts';
import { secondCliffs, secondPriceAt } from './second-price-at.ts';
import { type SecondModel, type SecondPrices, secondPricesOn } from './second-source.ts';

/** One price on which the sources do not agree. */
export interface PriceDifference {
  readonly provider: string;
  readonly id: string;
  readonly processing: string;
  readonly minInput: number;
  readonly price: string;
  readonly first: number;
  readonly second: number;
}

export interface Comparison {
  /** Prices both sources know. */
  readonly compared: number;
  readonly differences: readonly PriceDifference[];
}

/** Compares every price both know, at every prompt length where either has a cliff. */
export function comparePrices(row: ModelRow, model: SecondModel, day: string): Comparison {
  const differences: PriceDifference[] = [];
  let compared = 0;
  for (const processing of new Set(row.prices.map((price) => price.processing))) {
    const theirs = secondPricesOn(model, processing, day);
    if (theirs === null) continue;
    for (const minInput of cliffs(row, processing, theirs)) {
      const ours = row.prices.findLast((price) => price.processing === processing && price.minInput <= minInput);
      for (const [price, first, second] of pairs(ours, theirs, minInput)) {
        if (first === null || second === null) continue;
        compared += 1;
        if (Math.abs(first - second) <= 1e-9) continue;
        differences.push({ provider: row.provider, id: row.id, processing, minInput, price, first, second });
      }
    }
  }
  return { compared, differences };
}

function cliffs(row: ModelRow, processing: string, theirs: SecondPrices): ReadonlySet<number> {
  const ours = row.prices.filter((price) => price.processing === processing).map((price) => price.minInput);
  // A cliff behind the window cannot be reached.
  const reachable = secondCliffs(theirs).filter((minInput) => minInput <= (row.window ?? Number.POSITIVE_INFINITY));
  return new Set([...ours, ...reachable]);
}

function pairs(
  ours: ModelRowPrice | undefined,
  theirs: SecondPrices,
  minInput: number,
): readonly [string, number | null, number | null][] {
  const at = (field: string) => secondPriceAt(theirs, field, minInput);
  const write = ours?.cacheWrite ?? {};
  return [
    ['in', ours?.in ?? null, at('input_mtok')],
    ['out', ours?.out ?? null, at('output_mtok')],
    ['cacheRead', ours?.cacheRead ?? null, at('cache_read_mtok')],
    ['cacheWrite', write['5m'] ?? write['30m'] ?? null, at('cache_write_mtok')],
    ['cacheWrite 1h', write['1h'] ?? null, at('cache_write_1h_mtok')],
  ];
}
