import type { TierWeightsFile } from '../../core/routing/tier/tier-weights.ts';
import { type BinnedValues, binValues } from './bin-values.ts';
import { growTree, type TreeNode, type TreeSettings, treeMean } from './grow-tree.ts';
import { packForest, type WeighedTree } from './pack-forest.ts';
import { randomNumbers } from './random-numbers.ts';

export interface ForestExample {
  readonly values: readonly number[];
  /** What the strong model gained over the weak one, or is taken to gain. */
  readonly gain: number;
  readonly weight: number;
  /** Whether the gain was measured. */
  readonly isGraded: boolean;
}

interface StageSettings extends TreeSettings {
  readonly trees: number;
  /** Share of the examples each tree sees. */
  readonly exampleShare: number;
}

/** Many deep trees, which are too slow to ship. */
const teacher = { trees: 150, maxDepth: 30, minLeafWeight: 50, valueShare: 0.15, exampleShare: 0.5 };
/** Few shallow ones, each of which corrects those before it by a part of their error. */
const student = { trees: 20, maxDepth: 5, minLeafWeight: 20, valueShare: 0.5, exampleShare: 0.7 };
const studentRate = 0.25;
const assumption = { trees: 8, maxDepth: 9, minLeafWeight: 12, valueShare: 0.4, exampleShare: 0.7 };
/** What a graded prompt weighs there: less than what would drown the others, enough that they do not disturb it. */
const gradedWeight = 0.7;

/**
 * A small forest of regression trees that adds up three stages: a large forest learns the graded gains, which hardly
 * rise above chance, and smooths them; few shallow trees learn what that forest says, at a fraction of its cost;
 * some more learn what prompts that nobody graded are taken to gain beyond that, and nothing for the graded ones.
 */
export function growForest(examples: readonly ForestExample[], seed: number): TierWeightsFile['forest'] {
  const next = randomNumbers(seed);
  const binned = binValues(examples.map(({ values }) => values));
  const weights = Float64Array.from(examples, ({ weight }) => weight);
  const all = Uint32Array.from(examples.keys());
  const graded = all.filter((row) => examples[row]?.isGraded);

  /** The mean of trees that know nothing of each other. */
  function bag(rows: Uint32Array, targets: Float64Array, masses: Float64Array, settings: StageSettings): TreeNode[][] {
    const sample = { binned, targets, weights: masses };
    return Array.from({ length: settings.trees }, () => {
      return [
        ...growTree(
          sample,
          rows.filter(() => next() < settings.exampleShare),
          settings,
          next,
        ),
      ];
    });
  }

  const gains = Float64Array.from(examples, ({ gain }) => gain);
  const smoothed = meanOf(bag(graded, gains, weights, teacher), binned, all);
  const start = weighedMean(smoothed, weights, graded);
  const said = new Float64Array(all.length).fill(start);
  const trees: WeighedTree[] = [];
  for (let round = 0; round < student.trees; round += 1) {
    const sample = { binned, targets: smoothed.map((value, row) => value - (said[row] ?? 0)), weights };
    const nodes = growTree(
      sample,
      graded.filter(() => next() < student.exampleShare),
      student,
      next,
    );
    for (const row of all) said[row] = (said[row] ?? 0) + studentRate * treeMean(nodes, binned, row);
    trees.push({ nodes, share: studentRate });
  }
  const missing = Float64Array.from(examples, ({ gain, isGraded }, row) => (isGraded ? 0 : gain - (said[row] ?? 0)));
  const masses = Float64Array.from(examples, ({ weight, isGraded }) => (isGraded ? gradedWeight * weight : weight));
  for (const nodes of bag(all, missing, masses, assumption)) trees.push({ nodes, share: 1 / assumption.trees });
  return packForest(binned.cuts, trees, start);
}

function meanOf(trees: readonly (readonly TreeNode[])[], binned: BinnedValues, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => {
    return trees.reduce((sum, nodes) => sum + treeMean(nodes, binned, row), 0) / trees.length;
  });
}

function weighedMean(values: Float64Array, weights: Float64Array, rows: Uint32Array): number {
  let [sum, mass] = [0, 0];
  for (const row of rows) {
    sum += (values[row] ?? 0) * (weights[row] ?? 0);
    mass += weights[row] ?? 0;
  }
  return mass === 0 ? 0 : sum / mass;
}
