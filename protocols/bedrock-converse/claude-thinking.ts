import type { ModelFacts } from '../../core/routing/model-facts.ts';

/** How a Claude model is told to think: by itself, within a token budget, or not at all. */
export type ClaudeThinking = 'adaptive' | 'budget' | 'none';

/** By the capability flags where they say, else by the version in the id; an unreadable id counts as newest. */
export function claudeThinking(facts: ModelFacts): ClaudeThinking {
  const { adaptiveThinking, alwaysThinks } = facts.capabilities;
  if (adaptiveThinking === true || alwaysThinks === true) return 'adaptive';
  const version = claudeVersion(facts.id) ?? Number.POSITIVE_INFINITY;
  if (version < 307) return 'none';
  if (adaptiveThinking === false) return 'budget';
  return version < 406 ? 'budget' : 'adaptive';
}

/** `claude-3-7-sonnet-…` → 307, `claude-opus-4-20250514-…` → 400; `null` when the id holds no version. */
function claudeVersion(modelId: string): number | null {
  const match = /claude-(?:[a-z]+-)?(\d{1,2})(?:-(\d{1,2})(?!\d))?(?!\d)/.exec(modelId);
  return match === null ? null : Number(match[1]) * 100 + Number(match[2] ?? 0);
}
