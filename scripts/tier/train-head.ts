import { gramBuckets } from '../../core/routing/tier/hashed-grams.ts';
import type { TurnReading } from '../../core/routing/tier/read-turn.ts';
import type { Head, HeadWeights } from '../../core/routing/tier/tier-weights.ts';
import { randomNumbers } from './random-numbers.ts';

export interface HeadExample {
  readonly reading: TurnReading;
  readonly isYes: boolean;
  readonly weight: number;
}

const epochs = 12;
const learningRate = 0.4;
const shrink = 3e-5;
/** Words move slower than features, so that what features can say is not learnt by heart. */
const vocabularyRate = 0.03;

/** Logistic regression by stochastic gradient steps, each weight with its own step size (Adagrad). */
export function trainHead(examples: readonly HeadExample[], seed: number): Head {
  const next = randomNumbers(seed);
  const featureCount = examples[0]?.reading.features.length ?? 0;
  const features = new Float64Array(featureCount);
  const featureSteps = new Float64Array(featureCount).fill(1e-2);
  const vocabulary = new Float64Array(gramBuckets);
  const vocabularySteps = new Float64Array(gramBuckets).fill(1e-2);
  let bias = 0;
  let biasStep = 1e-2;
  const order = examples.map((_, index) => index);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(next() * (at + 1));
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
    for (const index of order) {
      const example = examples[index];
      if (!example) continue;
      const { reading, isYes, weight } = example;
      const share = reading.grams.length === 0 ? 0 : 1 / Math.sqrt(reading.grams.length);
      let logOdds = bias;
      for (let at = 0; at < featureCount; at += 1) logOdds += (features[at] ?? 0) * (reading.features[at] ?? 0);
      for (const bucket of reading.grams) logOdds += (vocabulary[bucket] ?? 0) * share;
      const slope = (1 / (1 + Math.exp(-logOdds)) - (isYes ? 1 : 0)) * weight;
      biasStep += slope * slope;
      bias -= (learningRate * slope) / Math.sqrt(biasStep);
      for (let at = 0; at < featureCount; at += 1) {
        const step = slope * (reading.features[at] ?? 0) + shrink * 20 * (features[at] ?? 0);
        featureSteps[at] = (featureSteps[at] ?? 0) + step * step;
        features[at] = (features[at] ?? 0) - (learningRate * step) / Math.sqrt(featureSteps[at] ?? 1);
      }
      for (const bucket of reading.grams) {
        const step = slope * share + shrink * (vocabulary[bucket] ?? 0);
        vocabularySteps[bucket] = (vocabularySteps[bucket] ?? 0) + step * step;
        vocabulary[bucket] =
          (vocabulary[bucket] ?? 0) - (vocabularyRate * step) / Math.sqrt(vocabularySteps[bucket] ?? 1);
      }
    }
  }
  return quantise(bias, features, vocabulary);
}

function quantise(bias: number, features: Float64Array, vocabulary: Float64Array): Head {
  const largest = vocabulary.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const unit = Number((largest / 127).toPrecision(6));
  return {
    bias: round(bias),
    features: features.map(round),
    vocabulary: Int8Array.from(vocabulary, (value) => Math.round(value / unit)),
    vocabularyUnit: unit,
  };
}

export function toHeadWeights({ bias, features, vocabulary, vocabularyUnit }: Head): HeadWeights {
  const text = Buffer.from(vocabulary.buffer).toString('base64');
  return { bias, features: [...features], vocabulary: text, vocabularyUnit };
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
