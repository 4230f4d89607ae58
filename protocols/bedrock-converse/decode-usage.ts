import type { Usage } from '../../core/conversation/usage.ts';
import { asCount, asObject, asText } from './shape.ts';

/** Converse counts cached tokens outside `inputTokens`. `null` when there is no whole report. */
export function decodeUsage(value: unknown): Usage | null {
  const usage = asObject(value);
  const freshInput = asCount(usage?.inputTokens);
  const output = asCount(usage?.outputTokens);
  if (usage === null || freshInput === null || output === null) return null;
  return {
    freshInput,
    cacheRead: asCount(usage.cacheReadInputTokens) ?? 0,
    cacheWrite: cacheWrites(usage.cacheDetails) ?? unsplitWrite(asCount(usage.cacheWriteInputTokens) ?? 0),
    output,
    reasoning: null,
  };
}

function cacheWrites(details: unknown): Record<string, number> | null {
  if (!Array.isArray(details) || details.length === 0) return null;
  const writes: Record<string, number> = {};
  for (const item of details) {
    const detail = asObject(item);
    const timeToLive = asText(detail?.ttl) ?? 'default';
    writes[timeToLive] = (writes[timeToLive] ?? 0) + (asCount(detail?.inputTokens) ?? 0);
  }
  return writes;
}

function unsplitWrite(tokens: number): Record<string, number> {
  return tokens === 0 ? {} : { default: tokens };
}
