import type { Message } from '../../core/conversation/message.ts';
import type { OpaquePart, ReasoningPart, ToolCallPart, ToolResultPart } from '../../core/conversation/part.ts';
import { atPath, pathOf } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readArguments } from '../openai-chat/read-arguments.ts';
import { readName, readObject, readOneOf, readOptional, readString, wrongType } from '../openai-chat/read-field.ts';
import { decodeContent, decodeToolOutput } from './decode-content.ts';
import { decodeReasoning } from './decode-reasoning.ts';
import { type DecodedItem, OpenMessages } from './open-messages.ts';
import { isSealed, openReasoning } from './reasoning-envelope.ts';
import { itemFates } from './request-fates.ts';
import type { ToolNames } from './tool-names.ts';
import { keepWireData, otherFields } from './wire-data.ts';

const readRole = readOneOf(['user', 'assistant', 'system', 'developer']);
const messageFields: ReadonlySet<string> = new Set(['type', 'role', 'content']);
const callFields: ReadonlySet<string> = new Set(['type', 'call_id', 'name', 'namespace', 'arguments', 'input']);
const outputFields: ReadonlySet<string> = new Set(['type', 'call_id', 'output']);
/** Items of the other types that are the client's to send, not the model's to say. */
const clientItem = /_output$|_response$|^compaction_trigger$|^configuration_update$/;

/** The conversation in `input`: all items of one answer are one message, and so are the results of its calls. */
export function decodeInput(input: unknown, names: ToolNames): Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', text: input }] }];
  if (!Array.isArray(input)) throw wrongType('input', 'a string or an array of items', input);
  const messages = new OpenMessages();
  input.forEach((entry: unknown, index) => {
    const item = readObject(entry, `input[${index}]`);
    const param = pathOf(item) ?? `input[${index}]`;
    if (takeCompanion(messages, item)) return;
    const decoded = decodeItem(item, param, names);
    if (decoded !== null) messages.add(decoded);
  });
  return messages.all();
}

/** Gives a call back what its provider needs of it. Returns whether the item holds just that. */
function takeCompanion(messages: OpenMessages, item: JsonObject): boolean {
  if (item.type !== 'reasoning') return false;
  const { callId, opaque } = openReasoning(item.encrypted_content) ?? {};
  if (callId === undefined || opaque === undefined) return false;
  messages.giveToCall(callId, opaque);
  return true;
}

function decodeItem(item: JsonObject, param: string, names: ToolNames): DecodedItem | null {
  const type = typeOf(item, param);
  switch (type) {
    case 'message': {
      const role = readRole(item.role, `${param}.role`);
      const parts = decodeContent(item.content, `${param}.content`, otherFields(item, messageFields));
      return parts.length === 0 ? null : { role, parts, isMessage: true };
    }
    case 'function_call':
    case 'custom_tool_call':
      return { role: 'assistant', parts: [atPath(decodeCall(item, type, param, names), param)], isMessage: false };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'tool', parts: [atPath(decodeOutput(item, type, param), param)], isMessage: false };
    case 'reasoning':
      return { role: 'assistant', parts: [withCiphertext(decodeReasoning(item), item)], isMessage: false };
    case 'additional_tools':
      return null;
    case 'item_reference': {
      const id = readName(item.id, `${param}.id`);
      throw invalidRequest(
        param,
        `\`${param}\` refers to the item '${id}', which is not known here.`,
        'item_not_found',
      );
    }
    default:
      return {
        role: clientItem.test(type) ? 'user' : 'assistant',
        parts: [atPath(opaqueItem(item, type), param)],
        isMessage: false,
      };
  }
}

/** Messages may leave their type out, and so may references. */
function typeOf(item: JsonObject, param: string): string {
  const type = readOptional(item.type, `${param}.type`, readName);
  if (type !== undefined) return type;
  return item.role === undefined && item.content === undefined && item.id !== undefined ? 'item_reference' : 'message';
}

function decodeCall(
  item: JsonObject,
  type: 'function_call' | 'custom_tool_call',
  param: string,
  names: ToolNames,
): ToolCallPart {
  const kind = type === 'custom_tool_call' ? 'custom' : 'function';
  const [inputName, read] =
    kind === 'custom' ? (['input', readString] as const) : (['arguments', readArguments] as const);
  const name = readName(item.name, `${param}.name`);
  const namespace = readOptional(item.namespace, `${param}.namespace`, readName) ?? null;
  const others = otherFields(item, callFields);
  const data = { ...others, ...(namespace === null ? {} : { name, namespace }) };
  return {
    type: 'tool-call',
    id: readName(item.call_id, `${param}.call_id`),
    name: names.flatten(name, namespace),
    kind,
    input: read(item[inputName], `${param}.${inputName}`),
    ...(Object.keys(data).length === 0 ? {} : { opaque: keepWireData({ item: data }) }),
  };
}

/** Other protocols shall see that its readable text is not all there is of it. */
function withCiphertext(part: ReasoningPart, { encrypted_content }: JsonObject): ReasoningPart {
  const isOwn = typeof encrypted_content === 'string' && encrypted_content !== '' && !isSealed(encrypted_content);
  return isOwn ? { ...part, redacted: encrypted_content } : part;
}

function decodeOutput(item: JsonObject, type: string, param: string): ToolResultPart {
  const others = otherFields(item, outputFields);
  const isCustom = type === 'custom_tool_call_output';
  return {
    type: 'tool-result',
    toolCallId: readName(item.call_id, `${param}.call_id`),
    content: decodeToolOutput(item.output, `${param}.output`),
    ...(others === undefined && !isCustom
      ? {}
      : { opaque: keepWireData({ item: { ...others, ...(isCustom && { type }) } }) }),
  };
}

function opaqueItem(item: JsonObject, type: string): OpaquePart {
  const opaque = keepWireData({ item });
  return itemFates[type] === 'advisory' ? { type: 'opaque', opaque, advisory: true } : { type: 'opaque', opaque };
}
