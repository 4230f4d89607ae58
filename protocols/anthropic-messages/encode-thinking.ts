import type { ReasoningEffort } from '../../core/conversation/conversation-request.ts';
import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';
import { hasUnprovenToolTurn } from './has-unproven-tool-turn.ts';

/** What else in the request decides whether a model may think. */
export interface ThinkingSituation {
  readonly maxTokens: number;
  readonly forcesTool: boolean;
  readonly prefills: boolean;
  /** As they are sent. */
  readonly messages: readonly unknown[];
}

export interface EncodedThinking {
  readonly thinking: Block | null;
  readonly effort: string | null;
  /** Whether the model thinks, as far as is known: sampling options are refused then. */
  readonly on: boolean;
}

type Effort = Exclude<ReasoningEffort, 'none' | 'minimal'>;

/** Tokens an older model may think for; what its answer needs comes on top. */
export const thinkingBudgets: Readonly<Record<Effort, number>> = {
  low: 1024,
  medium: 4096,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
};

const leastBudget = 1024;
/** Why a model with a budget cannot think: it must find its own signed reasoning before the calls. */
export const unprovenToolTurn = 'the tool calls in the history have no signed reasoning';

export function encodeThinking(
  asked: ReasoningEffort | undefined,
  capabilities: ModelCapabilities,
  situation: ThinkingSituation,
  notes: RequestNotes,
): EncodedThinking {
  const alwaysThinks = capabilities.alwaysThinks === true;
  const mayThink = alwaysThinks || !(situation.forcesTool || situation.prefills);
  if (asked === undefined) {
    // Some models think unless told not to, and a thinking model refuses a forced tool.
    const off = situation.forcesTool && !alwaysThinks && capabilities.adaptiveThinking === true;
    if (off) notes.changed(`thinking left out: ${obstacle(situation)}`);
    return { thinking: off ? { type: 'disabled' } : null, effort: null, on: alwaysThinks };
  }
  if (capabilities.reasoning === false) {
    if (asked !== 'none') notes.unsupported('reasoningEffort', 'this model does not reason');
    return { thinking: null, effort: null, on: false };
  }
  if (asked === 'none') return withoutThinking(capabilities, notes);
  if (asked === 'minimal') notes.changed('reasoning_effort minimal → low');
  const effort = asked === 'minimal' ? 'low' : asked;
  if (takesBudget(capabilities)) return withBudget(effort, capabilities, situation, mayThink, notes);

  const offered = nearestEffort(effort, capabilities, mayThink);
  if (offered !== effort) notes.changed(`reasoning_effort ${effort} → ${offered}`);
  if (mayThink) return { thinking: { type: 'adaptive', display: 'summarized' }, effort: offered, on: true };
  notes.changed(`thinking left out: ${obstacle(situation)}`);
  return { thinking: { type: 'disabled' }, effort: offered, on: false };
}

function withoutThinking(capabilities: ModelCapabilities, notes: RequestNotes): EncodedThinking {
  if (capabilities.alwaysThinks !== true) return { thinking: { type: 'disabled' }, effort: null, on: false };
  if (capabilities.reasoningEfforts?.none === true) {
    notes.changed('reasoning_effort none → thinking between tools');
    return { thinking: { type: 'between_tools' }, effort: null, on: true };
  }
  notes.changed('reasoning_effort none → low');
  return { thinking: null, effort: 'low', on: true };
}

/** The models that continue an assistant message are those from before adaptive thinking. */
function takesBudget(capabilities: ModelCapabilities): boolean {
  if (capabilities.alwaysThinks === true) return false;
  if (capabilities.adaptiveThinking !== undefined) return !capabilities.adaptiveThinking;
  return capabilities.prefill === true;
}

/** The two highest efforts are sent only to models known to take them, and need thinking. */
function nearestEffort(effort: Effort, { reasoningEfforts = {} }: ModelCapabilities, mayThink: boolean): Effort {
  if (effort !== 'xhigh' && effort !== 'max') return effort;
  if (!mayThink) return 'high';
  if (reasoningEfforts[effort] === true) return effort;
  return effort === 'max' && reasoningEfforts.xhigh === true ? 'xhigh' : 'high';
}

function withBudget(
  effort: Effort,
  capabilities: ModelCapabilities,
  situation: ThinkingSituation,
  mayThink: boolean,
  notes: RequestNotes,
): EncodedThinking {
  const offered = capabilities.reasoningEfforts?.[effort] === true ? effort : null;
  if (!mayThink || situation.maxTokens <= leastBudget || hasUnprovenToolTurn(situation.messages)) {
    notes.changed(`thinking left out: ${obstacle(situation)}`);
    return { thinking: null, effort: offered, on: false };
  }
  const half = Math.floor(situation.maxTokens / 2);
  const budget = Math.max(leastBudget, Math.min(thinkingBudgets[effort], half));
  return { thinking: { type: 'enabled', budget_tokens: budget }, effort: offered, on: true };
}

function obstacle(situation: ThinkingSituation): string {
  if (situation.forcesTool) return 'a tool is forced';
  if (situation.prefills) return 'an assistant message is continued';
  if (situation.maxTokens <= leastBudget) return `max_tokens must be above ${leastBudget}`;
  return unprovenToolTurn;
}
