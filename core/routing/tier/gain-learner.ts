import { learningValueCount, learningValues } from './learning-values.ts';
import type { TurnReading } from './read-turn.ts';
import { RecursiveRegression } from './recursive-regression.ts';
import { scoreOfGain } from './score-turn.ts';
import type { TierWeights } from './tier-weights.ts';

/** Chosen on held-out subjects: from 100 to 200 graded answers outweigh what the trained weights say. */
const caution = 150;

/** Learns from graded answers how much more or less the strong model gains than the trained weights expect. */
export class GainLearner {
  readonly #weights: TierWeights;
  readonly #correction = new RecursiveRegression(learningValueCount, caution);
  #largestScore = 1;

  constructor(weights: TierWeights) {
    this.#weights = weights;
  }

  /** @param weak and `strong` are the scores of the two answers; higher is better, on one scale for all prompts. */
  learn(reading: TurnReading, weak: number, strong: number): void {
    this.#largestScore = Math.max(this.#largestScore, Math.abs(weak), Math.abs(strong));
    const { values, gain } = learningValues(reading, this.#weights);
    this.#correction.learn(values, (strong - weak) / this.#largestScore - gain);
  }

  /** 0 to 1, higher = needs the strong model; without anything learnt the score of the weights alone. */
  score(reading: TurnReading): number {
    const { values, gain } = learningValues(reading, this.#weights);
    return scoreOfGain(gain + this.#correction.predict(values), this.#weights);
  }
}
