import type { Forest } from './tier-weights.ts';

/** Stands in the place of a feature at the end of a branch. */
export const leafMark = 255;

/**
 * The mean of the trees' expected gains.
 * @param contributions receives, per value, what branching on it added; they and the trees' mean at their roots add up to the gain.
 */
export function forestGain(forest: Forest, values: readonly number[], contributions?: Float64Array): number {
  const { roots, branches, gains, unit } = forest;
  const bins = binned(forest, values);
  const share = unit / roots.length;
  let total = 0;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let at = roots[tree] ?? 0;
    for (;;) {
      const branch = branches[at] ?? leafMark;
      const feature = branch & 0xff;
      if (feature === leafMark) break;
      const before = at;
      // Below the cut the next node, else the one so many steps on.
      at += (bins[feature] ?? 0) <= ((branch >>> 8) & 0xff) ? 1 : branch >>> 16;
      if (contributions) {
        contributions[feature] = (contributions[feature] ?? 0) + ((gains[at] ?? 0) - (gains[before] ?? 0)) * share;
      }
    }
    total += gains[at] ?? 0;
  }
  return total * share;
}

/** What the forest expects before it has seen anything: the trees' mean at their roots. */
export function rootGain({ roots, gains, unit }: Forest): number {
  return (roots.reduce((sum, root) => sum + (gains[root] ?? 0), 0) * unit) / roots.length;
}

/** Written anew for each turn. */
const bins = new Uint8Array(256);

/** Of each value, how many of its places to branch it lies above: comparing these bytes is what walking the trees costs. */
function binned({ places }: Forest, values: readonly number[]): Uint8Array {
  for (let index = 0; index < places.length; index += 1) {
    const steps = places[index];
    if (!steps) continue;
    const value = values[index] ?? 0;
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= (steps[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    bins[index] = low;
  }
  return bins;
}
