import { forestGain } from './forest-gain.ts';
import { vocabularyLogOdds } from './head-log-odds.ts';
import type { TurnReading } from './read-turn.ts';
import { forestValues } from './score-turn.ts';
import type { TierSignal } from './tier-decision.ts';
import type { TierWeights } from './tier-weights.ts';
import { featureNames } from './turn-features.ts';

/** Most signals told for each of score, code and longContext. */
const maxSignalsEach = 6;

/** What was seen in a turn and what it did, the strongest first for each of the three questions. */
export function explainTurn(reading: TurnReading, weights: TierWeights): readonly TierSignal[] {
  const values = forestValues(reading, weights);
  const gains = new Float64Array(values.length);
  forestGain(weights.forest, values, gains);
  const score = Array.from(gains, (contribution, index): TierSignal => {
    return { name: featureNames[index] ?? 'vocabulary', value: values[index] ?? 0, contribution, of: 'score' };
  });
  return [
    strongest(score),
    ...(['code', 'longContext'] as const).map((of) => strongest(headSignals(reading, weights, of))),
  ].flat();
}

function headSignals(reading: TurnReading, weights: TierWeights, of: 'code' | 'longContext'): TierSignal[] {
  const head = weights[of];
  const vocabulary = vocabularyLogOdds(head, reading);
  return [
    ...Array.from(reading.features, (value, index): TierSignal => {
      return { name: featureNames[index] ?? '', value, contribution: value * (head.features[index] ?? 0), of };
    }),
    { name: 'vocabulary', value: reading.grams.length, contribution: vocabulary, of },
  ];
}

function strongest(signals: readonly TierSignal[]): readonly TierSignal[] {
  return signals
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, maxSignalsEach);
}
