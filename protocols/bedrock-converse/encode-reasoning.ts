import type { ReasoningEffort } from '../../core/conversation/conversation-request.ts';
import { encodeClaudeReasoning } from './encode-claude-reasoning.ts';
import type { EncodeContext } from './encode-context.ts';
import { nearestEffort } from './nearest-effort.ts';
import type { ReasoningSettings, ReasoningSurroundings } from './reasoning-settings.ts';

const lowToHigh = ['low', 'medium', 'high'] as const;
const everyEffort = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** The asked reasoning effort in the words of the model's family. */
export function encodeReasoning(
  asked: ReasoningEffort | undefined,
  surroundings: ReasoningSurroundings,
  context: EncodeContext,
): ReasoningSettings {
  if (asked === undefined) return {};
  switch (context.family) {
    case 'claude':
      return encodeClaudeReasoning(asked, surroundings, context);
    case 'gpt-oss': {
      const effort = scaled(asked, lowToHigh, context);
      return effort === null ? {} : { fields: { reasoning_effort: effort } };
    }
    case 'gpt': {
      const effort = scaled(asked, everyEffort, context);
      return effort === null ? {} : { fields: { reasoning: { effort } } };
    }
    case 'nova-2':
      return novaReasoning(asked, surroundings, context);
    default:
      if (asked !== 'none') context.changes.refuse('reasoningEffort', 'the model takes no reasoning effort');
      return {};
  }
}

function novaReasoning(asked: ReasoningEffort, { maxTokensAsked }: ReasoningSurroundings, context: EncodeContext) {
  if (asked === 'none') return { fields: { reasoningConfig: { type: 'disabled' } } };
  // Nova refuses any output limit beside `high`; a limit the client set is worth more than the effort.
  const effort = scaled(asked, maxTokensAsked ? (['low', 'medium'] as const) : lowToHigh, context);
  if (effort === null) return {};
  const fields = { reasoningConfig: { type: 'enabled', maxReasoningEffort: effort } };
  return effort === 'high' ? { fields, excludesSampling: true, excludesMaxTokens: true } : { fields };
}

function scaled<Effort extends ReasoningEffort>(
  asked: ReasoningEffort,
  scale: readonly Effort[],
  { facts, changes }: EncodeContext,
): Effort | null {
  const effort = nearestEffort(asked, scale, facts.capabilities.reasoningEfforts);
  if (effort !== asked) changes.say(`reasoning_effort ${asked} → ${effort ?? 'dropped'}`);
  return effort;
}
