import rows from './aws-prices.json' with { type: 'json' };

/** A price of AWS, US dollars, on demand, in one region. Free tiers are of the whole account, so nothing is taken off for them. */
export interface AwsPrice {
  readonly id: string;
  readonly service: string;
  readonly region: string;
  /** What one of costs that much. */
  readonly unit: string;
  /** Each holds for what is above the one before it, up to `upTo` a month; `usd: null` = unknown. */
  readonly tiers: readonly { readonly upTo: number | null; readonly usd: number | null }[];
  /** Where AWS states it. */
  readonly source: string;
  /** Where the figure was seen; `null` = nowhere that can be cited: the row is unverified. */
  readonly confirmedBy: string | null;
  /** Day it held, or was looked for. */
  readonly asOf: string;
  readonly note?: string;
}

export const awsPrices: readonly AwsPrice[] = rows;

/** @throws RangeError when there is no such row: nothing is priced by a guess. */
export function awsPrice(id: string): AwsPrice {
  const found = awsPrices.find((row) => row.id === id);
  if (found === undefined) throw new RangeError(`no price row ${id}`);
  return found;
}
