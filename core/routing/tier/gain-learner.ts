import { gramBuckets } from './hashed-grams.ts';
import { learningValueCount, learningValues } from './learning-values.ts';
import type { TurnReading } from './read-turn.ts';
import { RecursiveRegression } from './recursive-regression.ts';
import { scoreOfGain } from './score-turn.ts';
import type { TierWeights } from './tier-weights.ts';

/** Chosen on held-out subjects: so many answers to the very same prompt weigh as much as what the trained weights say. */
const cautionOfLikeness = 3;
/** Chosen likewise: what all prompts have in common is believed after about so many answers. */
const cautionOfTrend = 500;
/** Of further answers the oldest are forgotten. */
const defaultMaxAnswers = 4_000;

interface GradedAnswer {
  readonly grams: Uint16Array;
  /** What the weights expected of the strong model. */
  readonly expectedGain: number;
  /** How much higher it scored. */
  readonly lead: number;
}

/**
 * Learns from graded answers how much more or less the strong model gains on prompts of a kind than the trained weights
 * expect. Two corrections add up: from prompts that share vocabulary with the one that is asked about, the more the
 * more they share; and a trend over all prompts, which is believed late.
 */
export class GainLearner {
  readonly #weights: TierWeights;
  readonly #maxAnswers: number;
  readonly #trend = new RecursiveRegression(learningValueCount, cautionOfTrend);
  readonly #answers: GradedAnswer[] = [];
  /** 1 for the buckets of the prompt that is asked about; 0 between two questions. */
  readonly #asked = new Uint8Array(gramBuckets);
  #oldest = 0;
  #largestScore = 1;

  constructor(weights: TierWeights, maxAnswers = defaultMaxAnswers) {
    this.#weights = weights;
    this.#maxAnswers = maxAnswers;
  }

  /** @param weak and `strong` are the scores of the two answers; higher is better, on one scale for all prompts. */
  learn(reading: TurnReading, weak: number, strong: number): void {
    this.#largestScore = Math.max(this.#largestScore, Math.abs(weak), Math.abs(strong));
    const { values, gain } = learningValues(reading, this.#weights);
    this.#trend.learn(values, (strong - weak) / this.#largestScore - gain);
    const grams = Uint16Array.from(reading.grams);
    this.#answers[this.#oldest] = { grams, expectedGain: gain, lead: strong - weak };
    this.#oldest = (this.#oldest + 1) % this.#maxAnswers;
  }

  /** 0 to 1, higher = needs the strong model; without anything learnt the score of the weights alone. */
  score(reading: TurnReading): number {
    const { values, gain } = learningValues(reading, this.#weights);
    return scoreOfGain(gain + this.#trend.predict(values) + this.#fromAlike(reading.grams), this.#weights);
  }

  #fromAlike(asked: readonly number[]): number {
    for (const bucket of asked) this.#asked[bucket] = 1;
    let [sum, mass] = [0, cautionOfLikeness];
    for (const { grams, expectedGain, lead } of this.#answers) {
      let shared = 0;
      for (const bucket of grams) shared += this.#asked[bucket] ?? 0;
      if (shared === 0) continue;
      // Cubed: hundreds of prompts that share no more than common words must not outvote a few alike.
      const likeness = (shared / Math.sqrt(grams.length * asked.length)) ** 3;
      sum += likeness * (lead / this.#largestScore - expectedGain);
      mass += likeness;
    }
    for (const bucket of asked) this.#asked[bucket] = 0;
    return sum / mass;
  }
}
