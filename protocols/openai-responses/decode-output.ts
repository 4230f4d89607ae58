import type { OpaquePart, RefusalPart, TextPart, ToolCallPart } from '../../core/conversation/part.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readLogprobs } from '../openai-chat/logprobs.ts';
import { ToolNames } from './tool-names.ts';
import { keepWireData, otherFields } from './wire-data.ts';

const callFields: ReadonlySet<string> = new Set([
  ...['type', 'call_id', 'name', 'namespace', 'arguments', 'input', 'status'],
]);
const noNames = new ToolNames([]);

/** A call in an answer, as a provider sent it. */
export function decodeOutputCall(item: JsonObject): ToolCallPart {
  const kind = item.type === 'custom_tool_call' ? 'custom' : 'function';
  const { name, call_id, namespace } = item;
  if (typeof name !== 'string' || name === '') {
    throw new GatewayError('broken-answer', 'The provider sent a tool call without a name.');
  }
  const id = typeof call_id === 'string' && call_id !== '' ? call_id : item.id;
  if (typeof id !== 'string' || id === '') {
    throw new GatewayError('broken-answer', 'The provider sent a tool call without an id.');
  }
  const group = typeof namespace === 'string' && namespace !== '' ? namespace : null;
  const input = kind === 'custom' ? item.input : item.arguments;
  const data = { ...otherFields(item, callFields), ...(group === null ? {} : { name, namespace: group }) };
  return {
    type: 'tool-call',
    id,
    name: noNames.flatten(name, group),
    kind,
    input: typeof input === 'string' ? input : '',
    ...(Object.keys(data).length === 0 ? {} : { opaque: keepWireData({ item: data }) }),
  };
}

const textFields: ReadonlySet<string> = new Set(['type', 'text', 'refusal', 'logprobs']);

/** A text or a refusal of an answer, with its citations; any other content is kept opaque. */
export function spokenPart(part: JsonObject, message: JsonObject): TextPart | RefusalPart | OpaquePart {
  const text = part.type === 'refusal' ? part.refusal : part.text;
  if ((part.type !== 'output_text' && part.type !== 'refusal') || typeof text !== 'string') {
    return { type: 'opaque', opaque: keepWireData({ message, part }), advisory: true };
  }
  const type = part.type === 'refusal' ? 'refusal' : 'text';
  const data = partData(part, message);
  const logprobs = readLogprobs(part.logprobs);
  return {
    type,
    text,
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(data === null ? {} : { opaque: keepWireData(data) }),
  };
}

/** What a text keeps of its message and its own part; `null` when there is nothing. */
export function partData(part: JsonObject, message: JsonObject): { message?: JsonObject; part?: JsonObject } | null {
  const others = Object.entries(otherFields(part, textFields) ?? {}).filter(
    ([, value]) => !Array.isArray(value) || value.length > 0,
  );
  if (others.length === 0 && Object.keys(message).length === 0) return null;
  return {
    ...(Object.keys(message).length === 0 ? {} : { message }),
    ...(others.length === 0 ? {} : { part: Object.fromEntries(others) }),
  };
}
