import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { InferenceConfiguration } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';
import type { ReasoningSettings } from './reasoning-settings.ts';

/** Used when neither the client nor the model's facts say how long an answer may be. */
const fallbackMaxTokens = 4096;

/** The output limit, which is always sent: Bedrock reserves quota for as much as it allows. */
export function outputLimit(request: ConversationRequest, { facts, changes }: EncodeContext): number {
  const asked = request.maxOutputTokens;
  const most = facts.maxOutputTokens;
  if (asked === undefined) return most ?? fallbackMaxTokens;
  if (asked < 1) changes.refuse('maxOutputTokens', 'the output limit must be at least 1');
  if (most !== null && asked > most) changes.say(`max_tokens ${asked} → ${most}`);
  return Math.max(1, Math.min(asked, most ?? asked));
}

export interface InferenceSettings {
  readonly config: InferenceConfiguration;
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
}

export function encodeInference(
  request: ConversationRequest,
  maxTokens: number,
  reasoning: ReasoningSettings,
  context: EncodeContext,
): InferenceSettings {
  const config: InferenceConfiguration = {};
  // It is excluded only where the client has set none.
  if (reasoning.excludesMaxTokens !== true) {
    config.maxTokens = maxTokens;
    if (request.maxOutputTokens === undefined && context.facts.maxOutputTokens === null)
      context.changes.say(`max_tokens set to ${maxTokens}`);
  }
  const stop = stopSequences(request.stop, context);
  if (stop.length > 0) config.stopSequences = stop;
  const sampling = allowedSampling(request, reasoning, context);
  if (sampling.temperature !== undefined) config.temperature = Math.min(sampling.temperature, 1);
  if (sampling.topP !== undefined) config.topP = sampling.topP;
  return { config, fields: topKField(sampling.topK, context) };
}

function stopSequences(stop: readonly string[] | undefined, { family, changes }: EncodeContext): string[] {
  const all = stop ?? [];
  const kept = all.filter((sequence) => (family === 'claude' ? sequence.trim() : sequence) !== '');
  if (kept.length < all.length) changes.say('blank stop sequences dropped');
  return kept;
}

type Sampling = Pick<ConversationRequest, 'temperature' | 'topP' | 'topK'>;

function allowedSampling(
  { temperature, topP, topK }: ConversationRequest,
  reasoning: ReasoningSettings,
  { facts, family, changes }: EncodeContext,
): Sampling {
  if (facts.capabilities.sampling === false || reasoning.excludesSampling === true) {
    if (temperature !== undefined) changes.say('temperature dropped');
    if (topP !== undefined) changes.say('top_p dropped');
    if (topK !== undefined) changes.say('top_k dropped');
    return {};
  }
  if (temperature !== undefined && temperature > 1) changes.say(`temperature ${temperature} → 1`);
  // Claude takes one of the two.
  const bothForClaude = family === 'claude' && temperature !== undefined && topP !== undefined;
  if (bothForClaude) changes.say('top_p dropped (temperature is set)');
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined || bothForClaude ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
  };
}

function topKField(topK: number | undefined, { family, changes }: EncodeContext): JsonObject {
  if (topK === undefined) return {};
  switch (family) {
    case 'claude':
    case 'mistral':
      return { top_k: topK };
    case 'nova':
    case 'nova-2':
      return { inferenceConfig: { topK } };
    default:
      changes.refuse('topK');
      return {};
  }
}
