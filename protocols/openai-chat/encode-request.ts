import type { ConversationRequest, ResponseFormat } from '../../core/conversation/conversation-request.ts';
import { leaveOutAdvisory } from '../../core/conversation/leave-out-advisory.ts';
import type { EncodedRequest, EncodeOptions, JsonObject } from '../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeTool, encodeToolChoice } from './encode-tools.ts';
import { fitToModel } from './fit-to-model.ts';
import { parameterNames } from './parameter-names.ts';
import { plainOptionNames } from './plain-options.ts';
import { protocol } from './protocol.ts';
import { RequestLosses } from './request-losses.ts';
import { splitShared } from './shared-fields.ts';

/**
 * This protocol's own fields without a neutral word, sent as they are. Not `audio`, `modalities` and `moderation`:
 * a neutral answer could not hold what they ask for.
 */
const ownFields: ReadonlySet<string> = new Set(['prediction']);

/**
 * A neutral request as a Chat Completions body for one model.
 * @throws UnsupportedOptions when something has no equivalent and may not be dropped.
 */
export function encodeRequest(
  asked: ConversationRequest,
  { facts, stream, dropUnsupported }: EncodeOptions,
): EncodedRequest {
  const losses = new RequestLosses(dropUnsupported);
  const { shared, others } = splitShared(asked.advisory ?? {});
  const { request, changes } = leaveOutAdvisory({ ...asked, advisory: others }, protocol);
  for (const change of changes) losses.changed(change);
  const cacheBreakpoints = facts.capabilities.cacheBreakpoints === true;
  const messages = encodeMessages(request.messages, { losses, cacheBreakpoints });
  const body: JsonObject = {
    model: facts.id,
    messages,
    ...encodeOptions(request, facts, losses),
    ...shared,
    ...(request.fieldsProtocol === protocol ? others : {}),
    ...encodeUnknown(request.unknown ?? {}, losses),
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
  const fitted = fitToModel(body, facts, losses);
  return { body: fitted, changes: losses.settle() };
}

function encodeOptions(request: ConversationRequest, facts: ModelFacts, losses: RequestLosses): JsonObject {
  const { maxOutputTokens, stop, tools = [], toolChoice, responseFormat, userId } = request;
  const fields: Record<string, unknown> = {};
  if (maxOutputTokens !== undefined) {
    fields[parameterNames.maxOutputTokens] = fitOutputLimit(maxOutputTokens, facts, losses);
  }
  for (const option of plainOptionNames) {
    const value = request[option];
    if (value === undefined) continue;
    switch (option) {
      case 'topK':
        if (facts.capabilities.sampling === false) losses.changed('top_k dropped');
        else losses.option(option);
        break;
      case 'reasoningEffort':
        if (facts.capabilities.reasoning === false) losses.changed('reasoning_effort dropped');
        else fields[parameterNames[option]] = value;
        break;
      // A neutral answer holds one choice: asking for more would be paid for and lost.
      case 'choiceCount':
        if (value !== 1) losses.option(option);
        break;
      default:
        fields[parameterNames[option]] = value;
    }
  }
  if (stop !== undefined) fields.stop = stop;
  if (tools.length > 0) fields.tools = tools.map((tool) => encodeTool(tool, losses));
  if (toolChoice !== undefined) fields.tool_choice = encodeToolChoice(toolChoice, tools);
  if (responseFormat !== undefined) fields.response_format = encodeResponseFormat(responseFormat);
  // Not `safety_identifier`: compatible servers that check their fields know only the older name.
  if (userId !== undefined) fields.user = userId;
  return fields;
}

/** Other protocols' clients ask for more than some models can give, and these would refuse it. */
function fitOutputLimit(asked: number, { maxOutputTokens: limit }: ModelFacts, losses: RequestLosses): number {
  if (limit === null || asked <= limit) return asked;
  losses.changed(`max_completion_tokens ${asked} → ${limit}`);
  return limit;
}

function encodeResponseFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'text') return { type: 'text' };
  if (format.type === 'json-object') return { type: 'json_object' };
  const { type: _, ...definition } = format;
  return { type: 'json_schema', json_schema: definition };
}

function encodeUnknown(unknown: Readonly<Record<string, unknown>>, losses: RequestLosses): JsonObject {
  const sent: [string, unknown][] = [];
  for (const [name, value] of Object.entries(unknown)) {
    if (ownFields.has(name)) sent.push([name, value]);
    else losses.field(name);
  }
  return Object.fromEntries(sent);
}
