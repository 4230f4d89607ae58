/** Dollars per token as dollars per million, without what floating point adds: 1.25e-6 is 1.25, not 1.2500000000000002. */
export function perMillion(dollarsPerToken: number): number {
  return roundPrice(dollarsPerToken * 1_000_000);
}

/** Ten significant digits: more than any price list has. */
export function roundPrice(dollars: number): number {
  return Number(dollars.toPrecision(10));
}
