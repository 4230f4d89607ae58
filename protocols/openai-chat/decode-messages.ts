import type { Message } from '../../core/conversation/message.ts';
import type { Part, ToolResultPart } from '../../core/conversation/part.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeAssistantParts } from './decode-assistant.ts';
import { decodeCacheBreakpoint, decodeContent } from './decode-content.ts';
import { readArray, readName, readObject, readOneOf, readOptional } from './read-field.ts';
import type { UnreadFields } from './unread-fields.ts';

const readRole = readOneOf(['developer', 'system', 'user', 'assistant', 'tool', 'function']);
const plainFields: ReadonlySet<string> = new Set(['role', 'content', 'name', 'cache_control']);
const toolFields: ReadonlySet<string> = new Set(['role', 'content', 'name', 'tool_call_id', 'cache_control']);

/** The conversation. Fields without a neutral word are put into `unread`. */
export function decodeMessages(value: unknown, unread: UnreadFields): Message[] {
  const messages = readArray(value, 'messages');
  if (messages.length === 0) {
    throw invalidRequest('messages', '`messages` must hold at least one message.', 'invalid_value');
  }
  /** Ids given to deprecated function calls, which have none, by the function's name. */
  const functionCallIds = new Map<string, string>();
  return messages.map((entry, index) => {
    const param = `messages[${index}]`;
    const message = readObject(entry, param);
    const decoded = decodeMessage(message, param, unread, functionCallIds);
    const cacheBreakpoint = decodeCacheBreakpoint({ cache_control: message.cache_control }, param);
    return atPath(cacheBreakpoint ? { ...decoded, parts: markLast(decoded.parts, cacheBreakpoint) } : decoded, param);
  });
}

function decodeMessage(
  message: JsonObject,
  param: string,
  unread: UnreadFields,
  functionCallIds: Map<string, string>,
): Message {
  const role = readRole(message.role, `${param}.role`);
  const contentParam = `${param}.content`;
  switch (role) {
    case 'assistant': {
      const parts = decodeAssistantParts(message, param, unread, functionCallIds);
      return withName({ role, parts }, message, param);
    }
    case 'tool': {
      unread.addOthers(message, toolFields, param);
      const toolCallId = readName(message.tool_call_id, `${param}.tool_call_id`);
      return withName(
        { role, parts: [atPath(toolResult(toolCallId, message.content, contentParam, unread), param)] },
        message,
        param,
      );
    }
    case 'function': {
      unread.addOthers(message, plainFields, param);
      const name = readName(message.name, `${param}.name`);
      const toolCallId = functionCallIds.get(name) ?? `call_${name}`;
      return { role: 'tool', parts: [toolResult(toolCallId, message.content ?? '', contentParam, unread)] };
    }
    default: {
      unread.addOthers(message, plainFields, param);
      const parts = decodeContent(message.content, contentParam, role === 'user' ? 'any' : 'text', unread);
      if (parts.length === 0) {
        throw invalidRequest(contentParam, `\`${contentParam}\` must hold at least one part.`, 'invalid_value');
      }
      return withName({ role, parts }, message, param);
    }
  }
}

function toolResult(toolCallId: string, content: unknown, param: string, unread: UnreadFields): ToolResultPart {
  const parts = content === '' ? [] : decodeContent(content, param, 'text-or-file', unread);
  return {
    type: 'tool-result',
    toolCallId,
    content: parts.filter((part) => part.type === 'text' || part.type === 'file'),
  };
}

function withName(message: Message, { name }: JsonObject, param: string): Message {
  const speaker = readOptional(name, `${param}.name`, readName);
  return speaker === undefined ? message : { ...message, name: speaker };
}

function markLast(parts: readonly Part[], cacheBreakpoint: { readonly ttl?: string }): readonly Part[] {
  return parts.map((part, index) =>
    index === parts.length - 1 && part.type !== 'opaque' ? { ...part, cacheBreakpoint } : part,
  );
}
