import { z } from 'zod';
import { classifyTier, defaultTierLimits, tierOf } from '../core/routing/tier/classify-tier.ts';
import { GainLearner } from '../core/routing/tier/gain-learner.ts';
import { ModelChooser, type ModelOutcome } from '../core/routing/tier/model-chooser.ts';
import { readTurn, type TurnReading } from '../core/routing/tier/read-turn.ts';
import { type TierInput, tierInputOf } from '../core/routing/tier/tier-input.ts';
import type { TierWeights } from '../core/routing/tier/tier-weights.ts';
import { turnsToRead } from '../core/routing/tier/turns-to-read.ts';
import { openAiChat } from '../protocols/openai-chat/openai-chat.ts';

const id = z.union([z.string(), z.number()]);
const message = z.object({ role: z.string(), content: z.string() });
const prompt = z.union([z.string(), z.array(message).min(1)]);
const operation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('learn'), id, prompt, weak: z.number(), strong: z.number() }),
  z.object({ op: z.literal('route'), id, prompt }),
  z.object({ op: z.literal('choose'), id, prompt, models: z.array(z.string().min(1)).min(1) }),
  z.object({
    op: z.literal('outcome'),
    id,
    score: z.record(z.string(), z.number()),
    cost: z.record(z.string(), z.number().nonnegative()).default({}),
  }),
]);

type Prompt = z.infer<typeof prompt>;

/** Choices whose outcome is still to come; the oldest are forgotten. */
const maxOpenChoices = 10_000;

/** The answers to the lines of `cato eval router`; what is learnt lasts as long as this object. */
export class RouterEvaluation {
  readonly #weights: TierWeights;
  readonly #learner: GainLearner;
  readonly #chooser: ModelChooser;
  readonly #open = new Map<string | number, TurnReading>();

  constructor(weights: TierWeights) {
    this.#weights = weights;
    this.#learner = new GainLearner(weights);
    this.#chooser = new ModelChooser(weights);
  }

  /**
   * @returns what to answer; `null` for a line that only teaches.
   * @throws Error that says what is wrong with the line.
   */
  answer(line: string): Readonly<Record<string, unknown>> | null {
    const parsed = operation.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
    const task = parsed.data;
    switch (task.op) {
      case 'learn':
        this.#learner.learn(hardestTurn(inputOf(task.prompt), this.#weights, this.#learner), task.weak, task.strong);
        return null;
      case 'route':
        return { id: task.id, ...this.#route(inputOf(task.prompt)) };
      case 'choose': {
        const reading = hardestTurn(inputOf(task.prompt), this.#weights, this.#learner);
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

  #remember(id: string | number, reading: TurnReading): void {
    this.#open.set(id, reading);
    if (this.#open.size <= maxOpenChoices) return;
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.#open.delete(oldest);
  }

  #outcome(id: string | number, scores: Record<string, number>, costs: Record<string, number>): void {
    const reading = this.#open.get(id);
    if (!reading) throw new Error(`no choice with the id ${JSON.stringify(id)} is waiting for its outcome`);
    this.#open.delete(id);
    const names = new Set([...Object.keys(scores), ...Object.keys(costs)]);
    const outcomes = new Map<string, ModelOutcome>();
    for (const name of names) outcomes.set(name, { score: scores[name] ?? null, cost: costs[name] ?? null });
    this.#chooser.learn(reading, outcomes);
  }
}

/** What the gateway would look at, were this asked of it. */
function inputOf(given: Prompt): TierInput {
  const messages = typeof given === 'string' ? [{ role: 'user', content: given }] : given;
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
