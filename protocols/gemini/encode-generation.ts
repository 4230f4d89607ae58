import type { ConversationRequest, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodeThinking } from './encode-thinking.ts';
import { restrictSchema } from './restrict-schema.ts';
import type { WirePart } from './wire-part.ts';

/** The provider takes this many in one request. */
const mostStopSequences = 5;

/** `generationConfig`: how the answer is to be made. */
export function encodeGeneration(request: ConversationRequest, hasTools: boolean, context: EncodeContext): WirePart {
  const { maxOutputTokens, stop = [] } = request;
  const thinkingConfig = encodeThinking(request.reasoningEffort, context);
  const stopSequences = encodeStop(stop, context);
  return {
    ...(maxOutputTokens !== undefined && { maxOutputTokens: limitTokens(maxOutputTokens, context) }),
    ...encodeSampling(request, context),
    ...(stopSequences.length > 0 && { stopSequences }),
    ...encodeFormat(request.responseFormat, hasTools, context),
    ...(thinkingConfig !== null && { thinkingConfig }),
  };
}

function limitTokens(asked: number, { facts, notes }: EncodeContext): number {
  const limit = facts.maxOutputTokens;
  if (limit === null || asked <= limit) return asked;
  notes.changed(`max_tokens ${asked} → ${limit}`);
  return limit;
}

function encodeSampling(request: ConversationRequest, { facts, notes, generation, host }: EncodeContext): WirePart {
  const { temperature, topP, topK, seed, frequencyPenalty = 0, presencePenalty = 0 } = request;
  const takesSampling = facts.capabilities.sampling !== false;
  if (!takesSampling) {
    if (temperature !== undefined) notes.changed('temperature dropped');
    if (topP !== undefined) notes.changed('top_p dropped');
    if (topK !== undefined) notes.changed('top_k dropped');
  }
  const takesPenalties = generation === null || generation !== host.noPenaltiesFor;
  if (!takesPenalties && frequencyPenalty !== 0) notes.unsupported('frequencyPenalty');
  if (!takesPenalties && presencePenalty !== 0) notes.unsupported('presencePenalty');
  return {
    ...(takesSampling && temperature !== undefined && { temperature }),
    ...(takesSampling && topP !== undefined && { topP }),
    ...(takesSampling && topK !== undefined && { topK }),
    ...(seed !== undefined && { seed }),
    ...(takesPenalties && frequencyPenalty !== 0 && { frequencyPenalty }),
    ...(takesPenalties && presencePenalty !== 0 && { presencePenalty }),
  };
}

function encodeStop(asked: readonly string[], { notes }: EncodeContext): readonly string[] {
  const usable = asked.filter((sequence) => sequence !== '');
  if (usable.length <= mostStopSequences) return usable;
  notes.unsupported('stop', `at most ${mostStopSequences} stop sequences`);
  return usable.slice(0, mostStopSequences);
}

function encodeFormat(format: ResponseFormat | undefined, hasTools: boolean, context: EncodeContext): WirePart {
  const { facts, generation, notes } = context;
  if (format === undefined || format.type === 'text') return {};
  if (hasTools && generation !== null && generation < 3) {
    notes.unsupported('responseFormat', 'this model does not take tools and a JSON format together');
    return {};
  }
  const responseMimeType = 'application/json';
  if (format.type !== 'json-schema') return { responseMimeType };
  if (facts.capabilities.structuredOutput === false) {
    notes.unsupported('responseFormat', 'this model does not answer to a JSON Schema');
    return {};
  }
  const isDescribed = format.description === undefined || 'description' in format.schema;
  const schema = isDescribed ? format.schema : { description: format.description, ...format.schema };
  return { responseMimeType, responseJsonSchema: restrictSchema(schema, notes) };
}
