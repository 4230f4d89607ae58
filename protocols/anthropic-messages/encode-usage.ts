import type { Usage } from '../../core/conversation/usage.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** Clients read these two without looking: where nobody has counted, the format has no other word than 0. */
const uncounted: JsonObject = { input_tokens: 0, output_tokens: 0 };

/** The usage report. Cached tokens stand outside `input_tokens`; writes of any other time to live count as the default, five minutes. */
export function encodeUsage(usage: Usage | null, serviceTier?: string): JsonObject {
  const tier = encodeServiceTier(serviceTier);
  if (usage === null) return { ...uncounted, ...tier };
  const { '1h': oneHour = 0, ...others } = usage.cacheWrite;
  const fiveMinutes = Object.values(others).reduce((total, tokens) => total + tokens, 0);
  return {
    input_tokens: usage.freshInput,
    cache_creation_input_tokens: fiveMinutes + oneHour,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
    output_tokens: usage.output,
    ...(usage.reasoning !== null && { output_tokens_details: { thinking_tokens: usage.reasoning } }),
    ...tier,
  };
}

/** Clients know three tiers by name; what others call them is told by these, or not at all. */
function encodeServiceTier(tier: string | undefined): JsonObject {
  if (tier === 'default' || tier === 'standard') return { service_tier: 'standard' };
  return tier === 'priority' || tier === 'batch' ? { service_tier: tier } : {};
}
