import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { totalInput, type Usage } from '../../core/conversation/usage.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { tokenCount } from '../reported-usage/token-count.ts';

/** Takes the cached tokens out of the input's; `null` when the report is missing or unreadable. */
export function decodeUsage(usage: unknown): Usage | null {
  if (!isJsonObject(usage)) return null;
  const input = tokenCount(usage.input_tokens);
  const output = tokenCount(usage.output_tokens);
  if (input === null || output === null) return null;
  const details = isJsonObject(usage.input_tokens_details) ? usage.input_tokens_details : {};
  const outputDetails = isJsonObject(usage.output_tokens_details) ? usage.output_tokens_details : {};
  const cacheRead = tokenCount(details.cached_tokens) ?? 0;
  const written = tokenCount(details.cache_write_tokens) ?? 0;
  return {
    freshInput: Math.max(0, input - cacheRead - written),
    cacheRead,
    cacheWrite: decodeCacheWrite(written, details.cache_write_tokens_details),
    output,
    reasoning: tokenCount(outputDetails.reasoning_tokens),
  };
}

/** Details this format's clients always read are there, at 0 where nobody told. */
export function encodeUsage(usage: Usage): JsonObject {
  const input = totalInput(usage);
  const written = input - usage.freshInput - usage.cacheRead;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: written, ...encodeLifetimes(usage) },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
    total_tokens: input + usage.output,
  };
}

/** This format's own times to live; of others only the sum is told. */
function encodeLifetimes({ cacheWrite }: Usage): JsonObject {
  const { '30m': half = 0, '12h': twelve = 0 } = cacheWrite;
  if (half + twelve === 0) return {};
  return { cache_write_tokens_details: { ttl_30m_tokens: half, ttl_12h_tokens: twelve } };
}

function decodeCacheWrite(written: number, details: unknown): Readonly<Record<string, number>> {
  if (written === 0) return {};
  const lifetimes = isJsonObject(details) ? details : {};
  const half = tokenCount(lifetimes.ttl_30m_tokens) ?? 0;
  const twelve = tokenCount(lifetimes.ttl_12h_tokens) ?? 0;
  const rest = written - half - twelve;
  if (rest < 0) return { default: written };
  return {
    ...(half > 0 ? { '30m': half } : {}),
    ...(twelve > 0 ? { '12h': twelve } : {}),
    ...(rest > 0 ? { default: rest } : {}),
  };
}
