import type { Part, ToolCallPart } from '../../core/conversation/part.ts';
import { atPath } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeContent } from './decode-content.ts';
import { readArguments } from './read-arguments.ts';
import { readArray, readName, readObject, readOneOf, readOptional, readString } from './read-field.ts';
import type { UnreadFields } from './unread-fields.ts';

/**
 * Besides the fields read here, those that only describe an earlier answer: clients send answers back as they got
 * them, and nothing is asked for by them.
 */
const assistantFields: ReadonlySet<string> = new Set([
  ...['role', 'content', 'name', 'refusal', 'tool_calls', 'function_call', 'reasoning_content', 'reasoning'],
  ...['cache_control', 'annotations', 'parsed', 'reasoning_details', 'provider_specific_fields'],
]);
const readKind = readOneOf(['function', 'custom']);

/** An earlier answer: its reasoning, its text and refusals, its tool calls, in this order. */
export function decodeAssistantParts(
  message: JsonObject,
  param: string,
  unread: UnreadFields,
  functionCallIds: Map<string, string>,
): Part[] {
  unread.addOthers(message, assistantFields, param);
  const parts: Part[] = [];
  const reasoningName = message.reasoning_content == null ? 'reasoning' : 'reasoning_content';
  const reasoning = readOptional(message[reasoningName], `${param}.${reasoningName}`, readString);
  if (reasoning) parts.push({ type: 'reasoning', text: reasoning });
  const { content } = message;
  if (content !== undefined && content !== null && content !== '') {
    parts.push(...decodeContent(content, `${param}.content`, 'text-or-refusal', unread));
  }
  const refusal = readOptional(message.refusal, `${param}.refusal`, readString);
  if (refusal) parts.push({ type: 'refusal', text: refusal });
  const toolCalls = readOptional(message.tool_calls, `${param}.tool_calls`, readArray) ?? [];
  toolCalls.forEach((call, index) => {
    const callParam = `${param}.tool_calls[${index}]`;
    parts.push(atPath(decodeToolCall(call, callParam), callParam));
  });
  const functionCall = readOptional(message.function_call, `${param}.function_call`, readObject);
  if (functionCall) parts.push(decodeFunctionCall(functionCall, param, functionCallIds));
  if (parts.length > 0) return parts;
  if (content === '') return [{ type: 'text', text: '' }];
  throw invalidRequest(
    `${param}.content`,
    `\`${param}.content\` is required unless the message has \`tool_calls\`: a string or an array of content parts.`,
    'missing_required_parameter',
  );
}

function decodeToolCall(value: unknown, param: string): ToolCallPart {
  const call = readObject(value, param);
  const id = readName(call.id, `${param}.id`);
  const kind = readOptional(call.type, `${param}.type`, readKind) ?? 'function';
  const what = readObject(call[kind], `${param}.${kind}`);
  const name = readName(what.name, `${param}.${kind}.name`);
  const inputName = kind === 'function' ? 'arguments' : 'input';
  const read = kind === 'function' ? readArguments : readString;
  const input = read(what[inputName], `${param}.${kind}.${inputName}`);
  return { type: 'tool-call', id, name, kind, input };
}

function decodeFunctionCall(call: JsonObject, param: string, functionCallIds: Map<string, string>): ToolCallPart {
  const name = readName(call.name, `${param}.function_call.name`);
  const input = readArguments(call.arguments, `${param}.function_call.arguments`);
  const id = `call_${param.replace(/\D/g, '')}_${name}`;
  functionCallIds.set(name, id);
  return { type: 'tool-call', id, name, kind: 'function', input };
}
