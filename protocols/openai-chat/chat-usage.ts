import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { totalInput, type Usage } from '../../core/conversation/usage.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { tokenCount } from '../reported-usage/token-count.ts';

/** Takes the cached tokens out of the prompt's; `null` when the report is missing or unreadable. */
export function decodeUsage(usage: unknown): Usage | null {
  if (!isJsonObject(usage)) return null;
  const prompt = tokenCount(usage.prompt_tokens);
  const output = tokenCount(usage.completion_tokens);
  if (prompt === null || output === null) return null;
  const details = isJsonObject(usage.prompt_tokens_details) ? usage.prompt_tokens_details : {};
  const outputDetails = isJsonObject(usage.completion_tokens_details) ? usage.completion_tokens_details : {};
  const cacheRead = tokenCount(details.cached_tokens) ?? tokenCount(usage.prompt_cache_hit_tokens) ?? 0;
  const written = tokenCount(details.cache_write_tokens) ?? 0;
  return {
    freshInput: Math.max(0, prompt - cacheRead - written),
    cacheRead,
    cacheWrite: written > 0 ? { default: written } : {},
    output,
    reasoning: tokenCount(outputDetails.reasoning_tokens),
  };
}

export function encodeUsage(usage: Usage): JsonObject {
  const input = totalInput(usage);
  const written = input - usage.freshInput - usage.cacheRead;
  return {
    prompt_tokens: input,
    completion_tokens: usage.output,
    total_tokens: input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: written },
    ...(usage.reasoning === null ? {} : { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
  };
}
