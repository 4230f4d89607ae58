import { readTurn, type TurnReading } from '../../core/routing/tier/read-turn.ts';
import { forestValues } from '../../core/routing/tier/score-turn.ts';
import type { Tier } from '../../core/routing/tier/tier.ts';
import type { TierWeightsFile } from '../../core/routing/tier/tier-weights.ts';
import { featureNames } from '../../core/routing/tier/turn-features.ts';
import { disturbances } from './disturb-text.ts';
import type { LabelledPrompt } from './expand-families.ts';
import type { GradedPrompt } from './graded-prompts.ts';
import { type ForestExample, growForest } from './grow-forest.ts';
import { randomNumbers } from './random-numbers.ts';
import { type HeadExample, toHeadWeights, trainHead } from './train-head.ts';

export interface TierTraining {
  readonly mmlu: readonly GradedPrompt[];
  readonly gsm8k: readonly GradedPrompt[];
  readonly clinc: readonly string[];
  readonly own: readonly LabelledPrompt[];
  readonly seed: number;
}

/** What the strong model is taken to gain on prompts that nobody has graded. */
const assumedGain: Readonly<Record<Tier, number>> = { simple: 0, complex: 0.6, code: 0.45, longContext: 0.45 };
const gainBorder = 0.17;
const steepness = 14;
const everydayStride = 5;
const ownWeight = 2.5;
const othersWeight = 0.15;
const headFolds = 4;
const copies = ['typos', 'typos', 'politeness', 'finalMarks'] as const;
/** Subjects whose questions may hold code themselves: no sound examples of what is not programming. */
const nearCode = /computer|machine_learning/;

interface Row {
  readonly reading: TurnReading;
  readonly tier: Tier | null;
  readonly gain: number;
  readonly weight: number;
  /** Rows of one group are never on both sides of a fold. */
  readonly group: number;
  readonly isNearCode: boolean;
}

export function trainTier({ mmlu, gsm8k, clinc, own, seed }: TierTraining): TierWeightsFile {
  const rows: Row[] = [
    ...ownRows(own, seed),
    ...clinc.filter((_, at) => at % everydayStride === 0).map((text, at) => row(text, 'simple', 0, 1, at)),
    ...[...mmlu, ...gsm8k].map(({ prompt, subject, weak, strong }) => ({
      ...row(prompt, null, strong - weak, subject === 'gsm8k' ? 3 : 1, 0),
      isNearCode: nearCode.test(subject),
    })),
  ];
  const head = (isYes: (tier: Tier | null) => boolean, among: (row: Row) => boolean): ReturnType<typeof trainHead> =>
    trainHead(balance(rows.filter(among), isYes), seed);
  const isDemanding = (tier: Tier | null): boolean => tier === 'complex';
  const judged = (row: Row): boolean => row.tier === 'simple' || row.tier === 'complex';
  const demanding = head(isDemanding, judged);
  const folded = Array.from({ length: headFolds }, (_, fold) =>
    head(isDemanding, (row) => judged(row) && row.group % headFolds !== fold),
  );
  const forest = growForest(
    rows.map((row): ForestExample => {
      // A head that was trained on a prompt is surer of it than it will be of others.
      const unseen = judged(row) ? (folded[row.group % headFolds] ?? demanding) : demanding;
      return {
        values: forestValues(row.reading, { demanding: unseen }),
        gain: row.gain,
        weight: row.weight,
        isGraded: row.tier === null,
      };
    }),
    seed,
  );
  return {
    format: 1,
    features: featureNames,
    gainBorder,
    steepness,
    forest,
    heads: {
      demanding: toHeadWeights(demanding),
      code: toHeadWeights(
        head(
          (tier) => tier === 'code',
          ({ isNearCode }) => !isNearCode,
        ),
      ),
      longContext: toHeadWeights(
        head(
          (tier) => tier === 'longContext',
          () => true,
        ),
      ),
    },
  };
}

/** The turns that decide: a conversation's easy turns would be wrong examples of its tier. */
function ownRows(own: readonly LabelledPrompt[], seed: number): readonly Row[] {
  const next = randomNumbers(seed);
  const families = [...new Set(own.map(({ family }) => family))];
  return own.flatMap(({ family, tier, userTurns }) => {
    if (userTurns.length !== 1) return [];
    const [text = ''] = userTurns;
    const texts = [text, ...copies.map((name) => disturbances[name]?.(text, next) ?? text)];
    const group = families.indexOf(family);
    return texts.map((each) => row(each, tier, assumedGain[tier], ownWeight, group));
  });
}

function row(text: string, tier: Tier | null, gain: number, weight: number, group: number): Row {
  return { reading: readTurn(text), tier, gain, weight, group, isNearCode: false };
}

/** Yes and no weigh the same in all; prompts of our own, which are few, weigh more than those of others. */
function balance(rows: readonly Row[], isYes: (tier: Tier | null) => boolean): readonly HeadExample[] {
  const weigh = ({ weight }: Row): number => (weight === ownWeight ? 1 : othersWeight);
  const sum = (among: readonly Row[]): number => among.reduce((total, each) => total + weigh(each), 0);
  const yes = sum(rows.filter(({ tier }) => isYes(tier)));
  const ratio = (sum(rows) - yes) / yes;
  return rows.map((each) => {
    const isPositive = isYes(each.tier);
    return { reading: each.reading, isYes: isPositive, weight: isPositive ? ratio * weigh(each) : weigh(each) };
  });
}
