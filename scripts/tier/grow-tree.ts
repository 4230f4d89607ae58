import { leafMark } from '../../core/routing/tier/forest-gain.ts';
import type { BinnedValues } from './bin-values.ts';

/** One step of a tree; the left child follows at once, the right one `right` steps on. */
export interface TreeNode {
  feature: number;
  cut: number;
  right: number;
  /** The weighted mean of the examples that come here. */
  readonly mean: number;
}

export interface TreeExamples {
  readonly binned: BinnedValues;
  readonly targets: Float64Array;
  readonly weights: Float64Array;
}

export interface TreeSettings {
  readonly maxDepth: number;
  /** Least weight on both sides of a branch. */
  readonly minLeafWeight: number;
  /** Share of the values that each branch may choose from. */
  readonly valueShare: number;
}

const leastWorth = 1e-9;

/** A regression tree over the examples of these rows. */
export function growTree(
  { binned, targets, weights }: TreeExamples,
  rows: Uint32Array,
  settings: TreeSettings,
  next: () => number,
): readonly TreeNode[] {
  const { cuts, bins } = binned;
  const nodes: TreeNode[] = [];
  const sums = new Float64Array(256);
  const masses = new Float64Array(256);

  function grow(among: Uint32Array, depth: number): void {
    let [mass, sum] = [0, 0];
    for (const row of among) {
      mass += weights[row] ?? 0;
      sum += (weights[row] ?? 0) * (targets[row] ?? 0);
    }
    const node: TreeNode = { feature: leafMark, cut: 0, right: 0, mean: mass === 0 ? 0 : sum / mass };
    const here = nodes.push(node) - 1;
    if (depth === settings.maxDepth || mass < 2 * settings.minLeafWeight) return;
    let best = { value: -1, cut: 0, worth: (sum * sum) / mass + leastWorth };
    for (let value = 0; value < cuts.length; value += 1) {
      if (next() > settings.valueShare) continue;
      const steps = cuts[value]?.length ?? 0;
      const valueBins = bins[value];
      if (!valueBins || steps === 0) continue;
      sums.fill(0, 0, steps + 1);
      masses.fill(0, 0, steps + 1);
      for (const row of among) {
        const bin = valueBins[row] ?? 0;
        masses[bin] = (masses[bin] ?? 0) + (weights[row] ?? 0);
        sums[bin] = (sums[bin] ?? 0) + (weights[row] ?? 0) * (targets[row] ?? 0);
      }
      let [leftMass, leftSum] = [0, 0];
      for (let cut = 0; cut < steps; cut += 1) {
        leftMass += masses[cut] ?? 0;
        leftSum += sums[cut] ?? 0;
        const rightMass = mass - leftMass;
        if (leftMass < settings.minLeafWeight || rightMass < settings.minLeafWeight) continue;
        const worth = leftSum ** 2 / leftMass + (sum - leftSum) ** 2 / rightMass;
        if (worth > best.worth) best = { value, cut, worth };
      }
    }
    const chosen = bins[best.value];
    if (!chosen) return;
    node.feature = best.value;
    node.cut = best.cut;
    grow(
      among.filter((row) => (chosen[row] ?? 0) <= best.cut),
      depth + 1,
    );
    node.right = nodes.length - here;
    grow(
      among.filter((row) => (chosen[row] ?? 0) > best.cut),
      depth + 1,
    );
  }

  grow(rows, 0);
  return nodes;
}

/** What a tree says of a row. */
export function treeMean(nodes: readonly TreeNode[], { bins }: BinnedValues, row: number): number {
  for (let at = 0; ; ) {
    const node = nodes[at];
    if (!node || node.feature === leafMark) return node?.mean ?? 0;
    at += (bins[node.feature]?.[row] ?? 0) <= node.cut ? 1 : node.right;
  }
}
