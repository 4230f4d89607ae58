import type { ModelRow, ModelRowPrice } from '../../config/model-row.ts';
import type { PriceDifference } from './compare-prices.ts';
import { roundPrice } from './per-million.ts';
import type { CorrectedPrices, KeptPrices, ReviewedDifference } from './reviewed-differences.ts';

/** Applies the decided corrections to a row. */
export function withCorrections(row: ModelRow, reviewed: readonly ReviewedDifference[]): ModelRow {
  const correction = reviewed.find(
    (entry): entry is CorrectedPrices => 'times' in entry && concerns(entry, row.provider, row.id),
  );
  if (correction === undefined || row.region !== undefined) return row;
  return { ...row, prices: row.prices.map((price) => multiplied(price, correction.times)) };
}

/** The decision that covers a difference, if there is one. */
export function reviewOf(difference: PriceDifference, reviewed: readonly ReviewedDifference[]): KeptPrices | undefined {
  const ratio = difference.first / difference.second;
  return reviewed.find(
    (entry): entry is KeptPrices =>
      'firstOverSecond' in entry &&
      concerns(entry, difference.provider, difference.id) &&
      entry.processing === difference.processing &&
      ratio >= entry.firstOverSecond[0] - 1e-9 &&
      ratio <= entry.firstOverSecond[1] + 1e-9,
  );
}

function concerns(entry: ReviewedDifference, provider: string, id: string): boolean {
  return entry.provider === provider && entry.ids.includes(id);
}

function multiplied(price: ModelRowPrice, factor: number): ModelRowPrice {
  const times = (dollars: number | null) => (dollars === null ? null : roundPrice(dollars * factor));
  return {
    ...price,
    in: times(price.in),
    out: times(price.out),
    cacheRead: times(price.cacheRead),
    cacheWrite: Object.fromEntries(
      Object.entries(price.cacheWrite).map(([ttl, dollars]) => [ttl, roundPrice(dollars * factor)]),
    ),
  };
}
