import type { Usage } from '../../core/conversation/usage.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** What nobody has counted. Clients read the first two without looking: the format has no other word than 0. */
const uncounted: JsonObject = {
  input_tokens: 0,
  output_tokens: 0,
  cache_creation_input_tokens: null,
  cache_read_input_tokens: null,
  cache_creation: null,
  output_tokens_details: null,
};

/** What no other format tells; the format has these keys always. */
const untold: JsonObject = { server_tool_use: null, inference_geo: null, speed: null };

/** The usage report. Cached tokens stand outside `input_tokens`; writes of any other time to live count as the default, five minutes. */
export function encodeUsage(usage: Usage | null, serviceTier?: string): JsonObject {
  const rest = { ...untold, service_tier: encodeServiceTier(serviceTier) };
  if (usage === null) return { ...uncounted, ...rest };
  const { '1h': oneHour = 0, ...others } = usage.cacheWrite;
  const fiveMinutes = Object.values(others).reduce((total, tokens) => total + tokens, 0);
  return {
    input_tokens: usage.freshInput,
    cache_creation_input_tokens: fiveMinutes + oneHour,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
    output_tokens: usage.output,
    output_tokens_details: usage.reasoning === null ? null : { thinking_tokens: usage.reasoning },
    ...rest,
  };
}

/** Clients know three tiers by name; what others call them is told by these, or not at all. */
function encodeServiceTier(tier: string | undefined): string | null {
  if (tier === 'default' || tier === 'standard') return 'standard';
  return tier === 'priority' || tier === 'batch' ? tier : null;
}
