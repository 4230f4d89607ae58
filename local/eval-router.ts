import type { JsonObject } from '../core/ports/wire-codec.ts';
import { classifyTier, defaultTierLimits, tierOf } from '../core/routing/tier/classify-tier.ts';
import { GainLearner } from '../core/routing/tier/gain-learner.ts';
import { ModelChooser, type ModelOutcome } from '../core/routing/tier/model-chooser.ts';
import { readTurn, type TurnReading } from '../core/routing/tier/read-turn.ts';
import { type TierInput, tierInputOf } from '../core/routing/tier/tier-input.ts';
import type { TierWeights } from '../core/routing/tier/tier-weights.ts';
import { turnsToRead } from '../core/routing/tier/turns-to-read.ts';
import { openAiChat } from '../protocols/openai-chat/openai-chat.ts';
import { type LineId, readRouterLine } from './router-line.ts';
import { RouterLineError } from './router-line-error.ts';

/** Choices whose outcome is still to come; the oldest are forgotten. */
const maxOpenChoices = 10_000;

/** The answers to the lines of `cato eval router`; what is learnt lasts as long as this object. */
export class RouterEvaluation {
  readonly #weights: TierWeights;
  readonly #learner: GainLearner;
  readonly #chooser: ModelChooser;
  readonly #open = new Map<LineId, TurnReading>();

  constructor(weights: TierWeights) {
    this.#weights = weights;
    this.#learner = new GainLearner(weights);
    this.#chooser = new ModelChooser(weights);
  }

  /**
   * @returns what to answer; `null` for a line that only teaches.
   * @throws RouterLineError that says what is wrong with the line; nothing was learnt of it.
   */
  answer(line: string): Readonly<Record<string, unknown>> | null {
    const task = readRouterLine(line);
    switch (task.op) {
      case 'learn':
        this.#learner.learn(hardestTurn(inputOf(task.messages), this.#weights, this.#learner), task.weak, task.strong);
        return null;
      case 'route':
        return { id: task.id, ...this.#route(inputOf(task.messages)) };
      case 'choose': {
        const reading = hardestTurn(inputOf(task.messages), this.#weights, this.#learner);
        this.#remember(task.id, reading);
        return { id: task.id, model: this.#chooser.choose(reading, task.models) };
      }
      case 'outcome':
        this.#outcome(task.id, task.score, task.cost);
        return null;
    }
  }

  #route(input: TierInput): { readonly score: number; readonly tier: string } {
    const { code, longContext } = classifyTier(input, this.#weights);
    const score = this.#learner.score(hardestTurn(input, this.#weights, this.#learner));
    return { score, tier: tierOf({ score, code, longContext }) };
  }

  #remember(id: LineId, reading: TurnReading): void {
    this.#open.set(id, reading);
    if (this.#open.size <= maxOpenChoices) return;
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#open.delete(oldest);
  }

  #outcome(id: LineId, scores: ReadonlyMap<string, number>, costs: ReadonlyMap<string, number>): void {
    const reading = this.#open.get(id);
    if (!reading)
      throw new RouterLineError('id', `no choice with the id ${JSON.stringify(id)} is waiting for its outcome`);
    this.#open.delete(id);
    const names = new Set([...scores.keys(), ...costs.keys()]);
    const outcomes = new Map<string, ModelOutcome>();
    for (const name of names) outcomes.set(name, { score: scores.get(name) ?? null, cost: costs.get(name) ?? null });
    this.#chooser.learn(reading, outcomes);
  }
}

/** What the gateway would look at, were this asked of it. */
function inputOf(messages: readonly JsonObject[]): TierInput {
  return tierInputOf(openAiChat.surveyRequest({ messages }));
}

function hardestTurn({ userTurns }: TierInput, weights: TierWeights, learner: GainLearner): TurnReading {
  let hardest = { reading: readTurn(''), score: -1 };
  const { turns, maxTurnChars } = turnsToRead(userTurns, weights, defaultTierLimits.maxChars);
  for (const at of turns) {
    const reading = readTurn(userTurns[at] ?? '', maxTurnChars);
    const score = learner.score(reading);
    if (score > hardest.score) hardest = { reading, score };
  }
  return hardest.reading;
}
