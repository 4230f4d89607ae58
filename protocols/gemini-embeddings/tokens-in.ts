import { isJsonObject } from '../../core/conversation/is-json-object.ts';

/** The input tokens of a `usageMetadata`; `null` when it does not say. */
export function tokensIn(usage: unknown): number | null {
  const tokens = isJsonObject(usage) ? (usage.promptTokenCount ?? usage.totalTokenCount) : null;
  return typeof tokens === 'number' && Number.isFinite(tokens) && tokens >= 0 ? tokens : null;
}
