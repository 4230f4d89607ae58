import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** Whether a delta holds something a reader would call progress: text, reasoning, tool input, sound. */
export function hasContent(delta: JsonObject): boolean {
  return (
    isText(delta.content) ||
    isText(delta.reasoning_content) ||
    isText(delta.reasoning) ||
    isText(delta.refusal) ||
    (Array.isArray(delta.tool_calls) && delta.tool_calls.some(isToolProgress)) ||
    hasUnreadContent(delta)
  );
}

/** Whether a delta holds content that has no neutral form: sound, and calls of the older kind. */
export function hasUnreadContent({ function_call, audio }: JsonObject): boolean {
  return isCall(function_call) || (isJsonObject(audio) && (isText(audio.data) || isText(audio.transcript)));
}

function isToolProgress(call: unknown): boolean {
  return isJsonObject(call) && (isCall(call.function) || isCall(call.custom));
}

function isCall(call: unknown): boolean {
  return isJsonObject(call) && (isText(call.name) || isText(call.arguments) || isText(call.input));
}

/** Content may come in parts; one of them is progress unless it is an empty text. */
function isText(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : Array.isArray(value) && value.some(isPart);
}

function isPart(part: unknown): boolean {
  return !isJsonObject(part) || part.type !== 'text' || part.text !== '';
}
