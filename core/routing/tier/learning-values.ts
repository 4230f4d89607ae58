import { forestGain } from './forest-gain.ts';
import type { TurnReading } from './read-turn.ts';
import { forestValues } from './score-turn.ts';
import type { TierWeights } from './tier-weights.ts';
import { featureNames } from './turn-features.ts';

/** The vocabulary is folded into so many numbers: few, so that learning stays cheap. */
const foldedGrams = 64;
/** Of the values below: the features, the vocabulary's verdict and its folding, a constant. */
export const learningValueCount = featureNames.length + 1 + foldedGrams + 1;

/** A turn as what learns while it runs sees it, and the gain that the trained weights expect. */
export interface LearningValues {
  readonly values: Float64Array;
  readonly gain: number;
}

export function learningValues(reading: TurnReading, weights: TierWeights): LearningValues {
  const features = forestValues(reading, weights);
  const values = new Float64Array(learningValueCount);
  values.set(features);
  const share = reading.grams.length === 0 ? 0 : 1 / Math.sqrt(reading.grams.length);
  for (const bucket of reading.grams) {
    const at = features.length + (bucket % foldedGrams);
    // Half of the buckets count against the other half, so that folding them together averages out.
    const isCounter = (Math.imul(bucket, 0x9e3779b1) & 0x10000) !== 0;
    values[at] = (values[at] ?? 0) + (isCounter ? -share : share);
  }
  values[learningValueCount - 1] = 1;
  return { values, gain: forestGain(weights.forest, features) };
}
