import { forestGain, rootGain } from './forest-gain.ts';
import type { TurnEvidence } from './score-turn.ts';
import type { TierSignal } from './tier-decision.ts';
import type { Head, TierWeights } from './tier-weights.ts';
import { featureNames } from './turn-features.ts';

/** Most signals told one by one for each of score, code and longContext. */
const maxSignalsEach = 6;

/**
 * What was seen in a turn and what it did, the strongest first for each of the three questions. Those of one question
 * add up to what was decided: of `score` to the gain over the border, of the others to their log-odds.
 */
export function explainTurn(evidence: TurnEvidence, weights: TierWeights, codeLean = 0): readonly TierSignal[] {
  const { values } = evidence;
  const gains = new Float64Array(values.length);
  forestGain(weights.forest, values, gains);
  const signals = [
    ...strongest(values, gains, 'score'),
    signal('start', 1, rootGain(weights.forest) - weights.gainBorder, 'score'),
    ...explainHead(evidence, weights.code, 'code'),
    ...explainHead(evidence, weights.longContext, 'longContext'),
  ];
  return codeLean === 0 ? signals : [...signals, signal('instructions', 1, codeLean, 'code')];
}

function explainHead(
  { values: ofForest, gramCount, vocabulary }: TurnEvidence,
  head: Head,
  of: 'code' | 'longContext',
): readonly TierSignal[] {
  const last = ofForest.length - 1;
  const values = ofForest.with(last, gramCount);
  const contributions = values.map((value, index) => value * (head.features[index] ?? 0));
  contributions[last] = vocabulary[of];
  return [...strongest(values, contributions, of), signal('start', 1, head.bias, of)];
}

/** @param values the features, then the vocabulary's. */
function strongest(
  values: readonly number[],
  contributions: ArrayLike<number>,
  of: TierSignal['of'],
): readonly TierSignal[] {
  const size = (index: number): number => Math.abs(contributions[index] ?? 0);
  const order: number[] = [];
  for (let index = 0; index < contributions.length; index += 1) if (size(index) > 0) order.push(index);
  order.sort((a, b) => size(b) - size(a));
  const told = order.slice(0, maxSignalsEach).map((index) => {
    return signal(featureNames[index] ?? 'vocabulary', values[index] ?? 0, contributions[index] ?? 0, of);
  });
  const rest = order.slice(maxSignalsEach);
  if (rest.length === 0) return told;
  const together = rest.reduce((sum, index) => sum + (contributions[index] ?? 0), 0);
  return [...told, signal('others', rest.length, together, of)];
}

function signal(name: string, value: number, contribution: number, of: TierSignal['of']): TierSignal {
  return { name, value, contribution, of };
}
