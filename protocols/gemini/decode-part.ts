import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { FilePart, OpaquePart, ReasoningPart, TextPart, ToolCallPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';
import { protocolName } from './protocol-name.ts';
import { keepSignature } from './thought-signature.ts';

export type AnswerPart = TextPart | ReasoningPart | ToolCallPart | FilePart | OpaquePart;

/**
 * One part of an answer; what the neutral model has no word for is kept as it came.
 * @param nextCallId gives an id to a call that has none.
 */
export function decodePart(part: unknown, nextCallId: () => string): AnswerPart {
  if (!isJsonObject(part)) throw brokenAnswer('has a part that is not an object');
  const { text, functionCall, inlineData } = part;
  if (isJsonObject(functionCall)) return decodeCall(functionCall, part, nextCallId);
  if (typeof text === 'string') return part.thought === true ? decodeThought(text, part) : decodeText(text, part);
  if (isJsonObject(inlineData) && part.thought !== true) {
    const { mimeType, data } = inlineData;
    if (typeof mimeType === 'string' && typeof data === 'string') {
      return { type: 'file', mediaType: mimeType, source: { kind: 'base64', data }, ...keepSignature(part) };
    }
  }
  return { type: 'opaque', opaque: { protocol: protocolName, data: part } };
}

function decodeText(text: string, part: JsonObject): TextPart {
  return { type: 'text', text, ...keepSignature(part) };
}

/** Always marked as this format's: another model's reasoning must not come back as this one's. */
function decodeThought(text: string, part: JsonObject): ReasoningPart {
  const { opaque } = keepSignature(part);
  return { type: 'reasoning', text, opaque: opaque ?? { protocol: protocolName, data: {} } };
}

function decodeCall(call: JsonObject, part: JsonObject, nextCallId: () => string): ToolCallPart {
  const { id, name, args } = call;
  if (typeof name !== 'string' || name === '') throw brokenAnswer('holds a tool call without a name');
  return {
    type: 'tool-call',
    id: typeof id === 'string' && id !== '' ? id : nextCallId(),
    name,
    kind: 'function',
    input: JSON.stringify(args ?? {}),
    ...keepSignature(part),
  };
}
