import type { ReasoningEffort } from '../../core/conversation/conversation-request.ts';
import { claudeThinking } from './claude-thinking.ts';
import type { EncodeContext } from './encode-context.ts';
import { nearestEffort } from './nearest-effort.ts';
import type { ReasoningSettings, ReasoningSurroundings } from './reasoning-settings.ts';

const scale = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
const upToHigh = ['low', 'medium', 'high'] as const;
const leastBudget = 1024;
const budgets: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 4096,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};

export function encodeClaudeReasoning(
  asked: ReasoningEffort,
  surroundings: ReasoningSurroundings,
  context: EncodeContext,
): ReasoningSettings {
  const thinking = claudeThinking(context.facts);
  if (thinking === 'adaptive') return adaptive(asked, surroundings, context);
  if (asked === 'none') return {};
  if (thinking === 'budget') return budgeted(asked, surroundings, context);
  context.changes.refuse('reasoningEffort', 'the model does not reason');
  return {};
}

function adaptive(asked: ReasoningEffort, { forcesTool }: ReasoningSurroundings, context: EncodeContext) {
  const { capabilities } = context.facts;
  if (asked === 'none' && capabilities.alwaysThinks !== true) return { fields: { thinking: { type: 'disabled' } } };
  // Forced tools go with thinking up to this effort only.
  const effort = nearestEffort(asked, forcesTool ? upToHigh : scale, capabilities.reasoningEfforts);
  if (effort !== asked) context.changes.say(`reasoning_effort ${asked} → ${effort ?? 'dropped'}`);
  if (effort === null) return {};
  return { outputEffort: effort, fields: { thinking: { type: 'adaptive', display: 'summarized' } } };
}

function budgeted(asked: ReasoningEffort, surroundings: ReasoningSurroundings, { changes }: EncodeContext) {
  const obstacle = surroundings.forcesTool
    ? 'the tool choice is forced'
    : surroundings.toolTurnWithoutReasoning
      ? 'the tool turn came without its reasoning'
      : surroundings.maxTokens < 2 * leastBudget
        ? 'the output limit is too small'
        : null;
  if (obstacle !== null) {
    changes.say(`reasoning_effort dropped (${obstacle})`);
    return {};
  }
  // Half of the output is left for the answer itself.
  const budget = Math.min(budgets[asked], Math.floor(surroundings.maxTokens / 2));
  return { fields: { thinking: { type: 'enabled', budget_tokens: budget } }, excludesSampling: true };
}
