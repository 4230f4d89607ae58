import type { AwsPrice } from '../../config/aws-price.ts';

export type Component =
  | 'models'
  | 'hosted models'
  | 'front door'
  | 'compute'
  | 'tables'
  | 'background answers'
  | 'operations';

/** One line of a bill, with what it is computed from. */
export interface CostLine {
  readonly component: Component;
  readonly item: string;
  /** In `unit`s of the price, a month. */
  readonly quantity: number;
  readonly unit: string;
  /** How the quantity comes about, with its figures. */
  readonly how: string;
  /** US dollars a month; `null` = not included in any total. */
  readonly usd: number | null;
  /** What one unit costs, mean over the steps of the price; `null` = unknown, or the quantity is 0. */
  readonly usdPerUnit: number | null;
  readonly price: PriceSource;
}

export interface PriceSource {
  readonly id: string;
  readonly source: string;
  readonly asOf: string;
  readonly isVerified: boolean;
}

/** Where a price of AWS comes from. */
export function sourceOf({ id, source, asOf, confirmedBy }: AwsPrice): PriceSource {
  return { id, source, asOf, isVerified: confirmedBy !== null };
}
