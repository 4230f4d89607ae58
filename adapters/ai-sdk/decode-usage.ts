import type { Usage } from '../../core/conversation/usage.ts';
import type { ModelUsage } from './language-model.ts';

/** Tokens in disjoint buckets; `null` when the package was told none. */
export function decodeUsage({ inputTokens, outputTokens }: ModelUsage): Usage | null {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  const { total = 0, cacheRead = 0, cacheWrite = 0 } = inputTokens;
  return {
    freshInput: inputTokens.noCache ?? Math.max(0, total - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite: cacheWrite > 0 ? { default: cacheWrite } : {},
    output: outputTokens.total ?? 0,
    reasoning: outputTokens.reasoning ?? null,
  };
}
