/**
 * How many times as long the work takes for sixteen times the size: about 16 when it grows in proportion, 256 when it
 * grows with the square. The best of several runs, for a busy machine slows some of them.
 */
export function growth(size: number, prepare: (size: number) => () => unknown): number {
  const small = prepare(size);
  const large = prepare(16 * size);
  let [smallMs, largeMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 4; round++) {
    smallMs = Math.min(smallMs, timeOf(small));
    largeMs = Math.min(largeMs, timeOf(large));
  }
  return largeMs / smallMs;
}

/** Between 16 and 256, with room for noise on both sides. */
export const mostGrowth = 90;

function timeOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
