import { leafMark } from '../../core/routing/tier/forest-gain.ts';
import type { TierWeightsFile } from '../../core/routing/tier/tier-weights.ts';
import { randomNumbers } from './random-numbers.ts';

export interface ForestExample {
  readonly values: readonly number[];
  /** What the strong model gained over the weak one. */
  readonly gain: number;
  readonly weight: number;
}

export interface ForestSettings {
  readonly trees: number;
  /** Least weight on both sides of a branch. */
  readonly minLeafWeight: number;
  /** Share of the values that each branch may choose from. */
  readonly valueShare: number;
  /** Share of the examples each tree sees. */
  readonly exampleShare: number;
  readonly seed: number;
}

interface Node {
  feature: number;
  cut: number;
  right: number;
  gain: number;
}

const maxCuts = 48;
/** Steps of a node's gain; 16 bits hold gains of ±8. */
const unit = 1 / 4096;

/** A random forest of regression trees over binned values. */
export function growForest(examples: readonly ForestExample[], settings: ForestSettings): TierWeightsFile['forest'] {
  const next = randomNumbers(settings.seed);
  const valueCount = examples[0]?.values.length ?? 0;
  const cuts = Array.from({ length: valueCount }, (_, value) => chooseCuts(examples, value));
  const bins = cuts.map((steps, value) => {
    return Uint8Array.from(examples, ({ values }) => {
      const found = steps.findIndex((cut) => (values[value] ?? 0) <= cut);
      return found < 0 ? steps.length : found;
    });
  });
  const gains = Float64Array.from(examples, ({ gain }) => gain);
  const weights = Float64Array.from(examples, ({ weight }) => weight);
  const nodes: Node[] = [];
  const roots: number[] = [];
  const sums = new Float64Array(256);
  const masses = new Float64Array(256);

  function grow(rows: Uint32Array): void {
    let [mass, sum] = [0, 0];
    for (const row of rows) {
      mass += weights[row] ?? 0;
      sum += (weights[row] ?? 0) * (gains[row] ?? 0);
    }
    const node: Node = { feature: leafMark, cut: 0, right: 0, gain: sum / mass };
    const here = nodes.push(node) - 1;
    if (mass < 2 * settings.minLeafWeight) return;
    let best = { value: -1, cut: 0, worth: (sum * sum) / mass + 1e-9 };
    for (let value = 0; value < valueCount; value += 1) {
      if (next() > settings.valueShare) continue;
      const steps = cuts[value]?.length ?? 0;
      const valueBins = bins[value];
      if (!valueBins || steps === 0) continue;
      sums.fill(0, 0, steps + 1);
      masses.fill(0, 0, steps + 1);
      for (const row of rows) {
        const bin = valueBins[row] ?? 0;
        masses[bin] = (masses[bin] ?? 0) + (weights[row] ?? 0);
        sums[bin] = (sums[bin] ?? 0) + (weights[row] ?? 0) * (gains[row] ?? 0);
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
    grow(rows.filter((row) => (chosen[row] ?? 0) <= best.cut));
    node.right = nodes.length - here;
    grow(rows.filter((row) => (chosen[row] ?? 0) > best.cut));
  }

  for (let tree = 0; tree < settings.trees; tree += 1) {
    roots.push(nodes.length);
    grow(Uint32Array.from(examples.keys()).filter(() => next() < settings.exampleShare));
  }
  return { cuts, roots, nodes: pack(nodes), unit };
}

function chooseCuts(examples: readonly ForestExample[], value: number): readonly number[] {
  const sorted = examples.map(({ values }) => values[value] ?? 0).sort((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  const places = Math.min(maxCuts, distinct.length - 1);
  const source = distinct.length - 1 <= maxCuts ? distinct : sorted;
  const cuts = Array.from({ length: places }, (_, place) => {
    const at = Math.floor(((place + 1) * source.length) / (places + 1));
    return Number((((source[at - 1] ?? 0) + (source[at] ?? 0)) / 2).toFixed(5));
  });
  return [...new Set(cuts)];
}

function pack(nodes: readonly Node[]): string {
  const bytes = Buffer.alloc(nodes.length * 6);
  for (const [index, { feature, cut, right, gain }] of nodes.entries()) {
    bytes.writeUInt8(feature, index * 6);
    bytes.writeUInt8(cut, index * 6 + 1);
    bytes.writeUInt16LE(right, index * 6 + 2);
    bytes.writeInt16LE(Math.round(gain / unit), index * 6 + 4);
  }
  return bytes.toString('base64');
}
