/** Values as the trees see them: per value, the places to branch at, and for each row how many of them it lies above. */
export interface BinnedValues {
  readonly cuts: readonly (readonly number[])[];
  readonly bins: readonly Uint8Array[];
}

const maxCuts = 48;

export function binValues(rows: readonly (readonly number[])[]): BinnedValues {
  const cuts = Array.from({ length: rows[0]?.length ?? 0 }, (_, value) => {
    return chooseCuts(rows.map((values) => values[value] ?? 0));
  });
  const bins = cuts.map((steps, value) => {
    return Uint8Array.from(rows, (values) => {
      const found = steps.findIndex((cut) => (values[value] ?? 0) <= cut);
      return found < 0 ? steps.length : found;
    });
  });
  return { cuts, bins };
}

function chooseCuts(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  const places = Math.min(maxCuts, distinct.length - 1);
  const source = distinct.length - 1 <= maxCuts ? distinct : sorted;
  const cuts = Array.from({ length: places }, (_, place) => {
    const at = Math.floor(((place + 1) * source.length) / (places + 1));
    return Number((((source[at - 1] ?? 0) + (source[at] ?? 0)) / 2).toFixed(5));
  });
  return [...new Set(cuts)];
}
