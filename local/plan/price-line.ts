import { type AwsPrice, awsPrice } from '../../config/aws-price.ts';
import { type Component, type CostLine, sourceOf } from './cost-line.ts';

export interface LineFacts {
  readonly component: Component;
  readonly item: string;
  /** Of a row of the prices. */
  readonly price: string;
  readonly quantity: number;
  readonly how: string;
}

/** A line at the price of a row, step by step. */
export function priceLine({ component, item, price: id, quantity, how }: LineFacts): CostLine {
  const price = awsPrice(id);
  const usd = costOf(price, quantity);
  return {
    component,
    item,
    quantity,
    unit: price.unit,
    how,
    usd,
    usdPerUnit: usd === null || quantity === 0 ? null : usd / quantity,
    price: sourceOf(price),
  };
}

/** US dollars; `null` when a step that is needed has no known price. */
export function costOf({ tiers }: AwsPrice, quantity: number): number | null {
  let [from, total] = [0, 0];
  for (const { upTo, usd } of tiers) {
    const inStep = Math.min(quantity, upTo ?? Number.POSITIVE_INFINITY) - from;
    if (inStep <= 0) break;
    if (usd === null) return null;
    total += inStep * usd;
    from += inStep;
  }
  return total;
}
