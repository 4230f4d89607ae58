import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { tokenCount } from '../reported-usage/token-count.ts';

/** A usage report; `null` when there is none or it does not say what went in and out. Cached tokens stand outside `input_tokens`. */
export function decodeUsage(report: unknown): Usage | null {
  if (!isJsonObject(report)) return null;
  const freshInput = tokenCount(report.input_tokens);
  const output = tokenCount(report.output_tokens);
  if (freshInput === null || output === null) return null;
  const details = report.output_tokens_details;
  return {
    freshInput,
    cacheRead: tokenCount(report.cache_read_input_tokens) ?? 0,
    cacheWrite: decodeCacheWrite(report),
    output,
    reasoning: isJsonObject(details) ? tokenCount(details.thinking_tokens) : null,
  };
}

/**
 * The report at a stream's end over the one at its start: what the later one says counts, for it is cumulative.
 * `null` when the later one does not tell the output: the start knows no more than a guess of it.
 */
export function mergeUsage(start: unknown, end: unknown): Usage | null {
  if (!isJsonObject(end) || tokenCount(end.output_tokens) === null) return null;
  const said = Object.entries(end).filter(([, value]) => value !== null);
  return decodeUsage({ ...(isJsonObject(start) ? start : {}), ...Object.fromEntries(said) });
}

/** What this format calls standard is the default of all others. */
export function decodeServiceTier(report: unknown): { serviceTier?: string } {
  const tier = isJsonObject(report) ? report.service_tier : null;
  return typeof tier === 'string' ? { serviceTier: tier === 'standard' ? 'default' : tier } : {};
}

/** By time to live where the report says; tokens it does not break down are `default`. */
function decodeCacheWrite(report: JsonObject): Readonly<Record<string, number>> {
  const breakdown = isJsonObject(report.cache_creation) ? report.cache_creation : {};
  const fiveMinutes = tokenCount(breakdown.ephemeral_5m_input_tokens) ?? 0;
  const oneHour = tokenCount(breakdown.ephemeral_1h_input_tokens) ?? 0;
  const rest = (tokenCount(report.cache_creation_input_tokens) ?? 0) - fiveMinutes - oneHour;
  return {
    ...(fiveMinutes > 0 && { '5m': fiveMinutes }),
    ...(oneHour > 0 && { '1h': oneHour }),
    ...(rest > 0 && { default: rest }),
  };
}
