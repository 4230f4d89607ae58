import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Part } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeOutputCall, spokenPart } from './decode-output.ts';
import { decodeSpokenReasoning } from './decode-reasoning.ts';
import { endedResponse } from './ended-response.ts';
import { decodeUsage } from './responses-usage.ts';
import { keepWireData, otherFields } from './wire-data.ts';

/** A whole response as a neutral answer. @throws GatewayError when it has not ended with one. */
export function decodeAnswer(body: unknown): ConversationAnswer {
  const { response, output, stopReason } = endedResponse(body);
  const { id, model, service_tier } = response;
  return {
    id: typeof id === 'string' && id !== '' ? id : null,
    model: typeof model === 'string' ? model : '',
    parts: output.flatMap(decodeItem),
    stopReason,
    usage: decodeUsage(response.usage),
    ...(typeof service_tier === 'string' && service_tier !== '' ? { serviceTier: service_tier } : {}),
  };
}

/** Besides what is read: the status, which every part of an ended answer has. */
const messageFields: ReadonlySet<string> = new Set(['type', 'role', 'content', 'status']);

function decodeItem(item: JsonObject): Part[] {
  switch (item.type) {
    case 'message': {
      const message = otherFields(item, messageFields) ?? {};
      const content = Array.isArray(item.content) ? item.content.filter(isJsonObject) : [];
      return content.map((part) => spokenPart(part, message));
    }
    case 'reasoning':
      return [decodeSpokenReasoning(item)];
    case 'function_call':
    case 'custom_tool_call':
      return [decodeOutputCall(item)];
    default:
      return [{ type: 'opaque', opaque: keepWireData({ item }), advisory: true }];
  }
}
