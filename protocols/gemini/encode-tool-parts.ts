import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ToolCallPart, ToolResultPart } from '../../core/conversation/part.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { CallIds } from './call-ids.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodeMedia, refusalOf } from './encode-file.ts';
import { returnSignature } from './thought-signature.ts';
import type { WirePart } from './wire-part.ts';

export function encodeToolCall(part: ToolCallPart, ids: CallIds): WirePart {
  const args = parseArguments(part);
  return { functionCall: { ...ids.addCall(part), name: part.name, args }, ...returnSignature(part.opaque) };
}

export interface EncodedToolResult {
  readonly response: WirePart;
  /** Files that stand beside the response, for models that take none within it. */
  readonly beside: WirePart[];
}

/** The text of a result goes under the keys the provider documents for what a function gave or failed with. */
export function encodeToolResult(
  part: ToolResultPart,
  call: { readonly name: string; readonly wireId: { readonly id?: string } },
  context: EncodeContext,
): EncodedToolResult {
  const { notes, generation } = context;
  const texts: string[] = [];
  const files: WirePart[] = [];
  for (const inner of part.content) {
    if (inner.type === 'text') {
      texts.push(inner.text);
      continue;
    }
    const refusal = refusalOf(inner, 'user', context);
    if (refusal === null) files.push(encodeMedia(inner, context));
    else notes.unsupportedPart(inner, refusal);
  }
  const within = generation === null || generation >= 3;
  if (files.length > 0 && !within) notes.changed('files of tool results sent beside them');
  const response = {
    ...call.wireId,
    name: call.name,
    response: { [part.isError === true ? 'error' : 'output']: texts.join('\n') },
    ...(files.length > 0 && within && { parts: files }),
  };
  return { response: { functionResponse: response }, beside: within ? [] : files };
}

function parseArguments(part: ToolCallPart): unknown {
  if (part.input.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(part.input);
    if (isJsonObject(input)) return input;
  } catch {}
  throw invalidRequest(pathOf(part) ?? 'messages', `The arguments of tool call '${part.name}' are not a JSON object.`);
}
