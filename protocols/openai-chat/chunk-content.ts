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
    isCall(delta.function_call) ||
    (isJsonObject(delta.audio) && (isText(delta.audio.data) || isText(delta.audio.transcript)))
  );
}

function isToolProgress(call: unknown): boolean {
  return isJsonObject(call) && (isCall(call.function) || isCall(call.custom));
}

function isCall(call: unknown): boolean {
  return isJsonObject(call) && (isText(call.name) || isText(call.arguments) || isText(call.input));
}

/** Content may come in parts; an array of them is progress, too. */
function isText(value: unknown): boolean {
  return (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
}
