import { forestGain } from './forest-gain.ts';
import { vocabularyLogOdds } from './head-log-odds.ts';
import type { TurnReading } from './read-turn.ts';
import { forestValues } from './score-turn.ts';
import type { TierSignal } from './tier-decision.ts';
import type { Head, TierWeights } from './tier-weights.ts';
import { featureNames } from './turn-features.ts';

/** Most signals told for each of score, code and longContext. */
const maxSignalsEach = 6;

/** What was seen in a turn and what it did, the strongest first for each of the three questions. */
export function explainTurn(reading: TurnReading, weights: TierWeights): readonly TierSignal[] {
  const values = forestValues(reading, weights);
  const gains = new Float64Array(values.length);
  forestGain(weights.forest, values, gains);
  return [
    ...strongest(values, gains, 'score'),
    ...explainHead(reading, weights.code, 'code'),
    ...explainHead(reading, weights.longContext, 'longContext'),
  ];
}

function explainHead(reading: TurnReading, head: Head, of: TierSignal['of']): readonly TierSignal[] {
  const { features, grams } = reading;
  const values = new Float64Array(features.length + 1);
  values.set(features);
  values[features.length] = grams.length;
  const contributions = values.map((value, index) => value * (head.features[index] ?? 0));
  contributions[features.length] = vocabularyLogOdds(head, reading);
  return strongest(values, contributions, of);
}

/** @param values the features, then the vocabulary's. */
function strongest(values: Float64Array, contributions: Float64Array, of: TierSignal['of']): readonly TierSignal[] {
  const size = (index: number): number => Math.abs(contributions[index] ?? 0);
  const order: number[] = [];
  for (let index = 0; index < contributions.length; index += 1) if (size(index) > 0) order.push(index);
  return order
    .sort((a, b) => size(b) - size(a))
    .slice(0, maxSignalsEach)
    .map((index) => ({
      name: featureNames[index] ?? 'vocabulary',
      value: values[index] ?? 0,
      contribution: contributions[index] ?? 0,
      of,
    }));
}
