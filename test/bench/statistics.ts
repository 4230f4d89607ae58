/** The value below which the share `q` of the ascending values lies. */
export function quantile(ascending: ArrayLike<number>, q: number): number {
  const index = Math.min(ascending.length - 1, Math.floor(ascending.length * q));
  return ascending[index] ?? Number.NaN;
}

export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly min: number;
  readonly max: number;
}

/** Median, quartiles and range of values in any order. */
export function spread(values: readonly number[]): Spread {
  const ascending = values.toSorted((a, b) => a - b);
  return {
    median: quantile(ascending, 0.5),
    lowerQuartile: quantile(ascending, 0.25),
    upperQuartile: quantile(ascending, 0.75),
    min: quantile(ascending, 0),
    max: quantile(ascending, 1),
  };
}
