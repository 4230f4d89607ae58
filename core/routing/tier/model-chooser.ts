import { learningValueCount, learningValues } from './learning-values.ts';
import type { TurnReading } from './read-turn.ts';
import { RecursiveRegression } from './recursive-regression.ts';
import type { TierWeights } from './tier-weights.ts';

/** What an answer turned out to be worth and to cost. */
export interface ModelOutcome {
  /** Higher is better, on one scale for all models. */
  readonly score: number | null;
  /** In any one currency. */
  readonly cost: number | null;
}

export interface ChooserSettings {
  /** How much of the best score seen must be gained to justify the dearest model's usual cost over a free one. */
  readonly costWeight: number;
  /** How much doubt speaks for trying a model; 0 = never explores. */
  readonly exploration: number;
}

export const defaultChooserSettings: ChooserSettings = { costWeight: 0.1, exploration: 0.15 };

/** Models past this number are not learnt about. */
const maxModels = 64;
const caution = 20;
/** A newcomer is taken for average until it has shown so many answers. */
const averageAnswers = 3;

interface KnownModel {
  /** Of the score, less the model's mean. */
  readonly byPrompt: RecursiveRegression;
  scores: number;
  scoreSum: number;
  costs: number;
  costSum: number;
}

/**
 * Chooses among models by what was learnt of prompts of this kind: expected score, less `costWeight` times the expected
 * cost as a share of the dearest model's, plus a bonus for doubt that fades. The first listed wins a tie.
 */
export class ModelChooser {
  readonly #weights: TierWeights;
  readonly #settings: ChooserSettings;
  readonly #models = new Map<string, KnownModel>();
  #largestScore = 0;

  constructor(weights: TierWeights, settings = defaultChooserSettings) {
    this.#weights = weights;
    this.#settings = settings;
  }

  /** @param models at least one name. */
  choose(reading: TurnReading, models: readonly string[]): string {
    const { values } = learningValues(reading, this.#weights);
    let best = { model: models[0] ?? '', worth: Number.NEGATIVE_INFINITY };
    for (const model of models) {
      const worth = this.#worth(this.#models.get(model), values);
      if (worth > best.worth) best = { model, worth };
    }
    return best.model;
  }

  learn(reading: TurnReading, outcomes: ReadonlyMap<string, ModelOutcome>): void {
    const { values } = learningValues(reading, this.#weights);
    for (const [name, { score, cost }] of outcomes) {
      const model = this.#model(name);
      if (!model) continue;
      if (cost !== null) {
        model.costs += 1;
        model.costSum += cost;
      }
      if (score === null) continue;
      this.#largestScore = Math.max(this.#largestScore, Math.abs(score));
      model.byPrompt.learn(values, score - this.#meanScore(model));
      model.scores += 1;
      model.scoreSum += score;
    }
  }

  #worth(model: KnownModel | undefined, values: Float64Array): number {
    const scale = this.#largestScore || 1;
    const expected = model
      ? (this.#meanScore(model) + model.byPrompt.predict(values)) / scale
      : this.#average() / scale;
    const doubt = model && model.scores > 0 ? model.byPrompt.uncertainty(values) : 1;
    return expected - this.#settings.costWeight * this.#costShare(model) + this.#settings.exploration * doubt;
  }

  /** 0 for what is free or unknown, 1 for the dearest model. */
  #costShare(model: KnownModel | undefined): number {
    let dearest = 0;
    for (const { costSum, costs } of this.#models.values()) if (costs > 0) dearest = Math.max(dearest, costSum / costs);
    return !model || model.costs === 0 || dearest === 0 ? 0 : model.costSum / model.costs / dearest;
  }

  #meanScore({ scores, scoreSum }: KnownModel): number {
    return (scoreSum + averageAnswers * this.#average()) / (scores + averageAnswers);
  }

  /** Over all models. */
  #average(): number {
    let [sum, count] = [0, 0];
    for (const { scores, scoreSum } of this.#models.values()) {
      sum += scoreSum;
      count += scores;
    }
    return count === 0 ? 0 : sum / count;
  }

  #model(name: string): KnownModel | null {
    const known = this.#models.get(name);
    if (known) return known;
    if (this.#models.size >= maxModels) return null;
    const byPrompt = new RecursiveRegression(learningValueCount, caution);
    const model = { byPrompt, scores: 0, scoreSum: 0, costs: 0, costSum: 0 };
    this.#models.set(name, model);
    return model;
  }
}
