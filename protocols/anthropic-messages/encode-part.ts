import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { opaqueName } from '../../core/conversation/opaque-name.ts';
import type { OpaquePart, Part, TextPart, ToolCallPart, ToolResultPart } from '../../core/conversation/part.ts';
import { pathOf } from '../../core/conversation/paths.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { Block } from './block.ts';
import { encodeFile } from './encode-file.ts';
import type { PartContext } from './part-context.ts';
import { protocolName } from './protocol-name.ts';

/** The content block for a part; `null` when there is nothing to send. */
export function encodePart(part: Part, context: PartContext): Block | null {
  if (part.type === 'opaque') return encodeOpaque(part, context);
  // A block of this format that others are told as text.
  if (part.type === 'text' && part.opaque?.protocol === protocolName && isBlock(part.opaque.data)) {
    return { ...part.opaque.data };
  }
  const block = encodeKnown(part, context);
  if (block === null) return null;
  const whole =
    part.opaque?.protocol === protocolName && isJsonObject(part.opaque.data)
      ? { ...part.opaque.data, ...block }
      : block;
  if (part.type !== 'reasoning') context.cacheMarks.mark(whole, part.cacheBreakpoint);
  else if (part.cacheBreakpoint !== undefined) context.notes.changed('cache breakpoint on reasoning dropped');
  return whole;
}

function isBlock(data: unknown): data is Block {
  return isJsonObject(data) && typeof data.type === 'string';
}

function encodeKnown(part: Exclude<Part, { type: 'opaque' }>, context: PartContext): Block | null {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return encodeText(part.text, context);
    case 'reasoning': {
      // A proof made by another provider would be refused, and the whole request with it.
      const foreign = part.opaque !== undefined && part.opaque.protocol !== protocolName;
      if (!foreign && part.redacted !== undefined) return { type: 'redacted_thinking', data: part.redacted };
      if (!foreign && part.signature !== undefined) {
        return { type: 'thinking', thinking: part.text, signature: part.signature };
      }
      context.notes.changed('reasoning without a usable signature left out');
      return null;
    }
    case 'file':
      return encodeFile(part, context);
    case 'tool-call':
      return { type: 'tool_use', id: context.ids.forCall(part.id), name: part.name, input: toolInput(part) };
    case 'tool-result':
      return encodeToolResult(part, context);
  }
}

/** Text blocks without anything to read are refused by the provider. */
function encodeText(text: string, { notes }: PartContext): Block | null {
  if (text.trim() !== '') return { type: 'text', text };
  if (text !== '') notes.changed('blank text dropped');
  return null;
}

function encodeOpaque(part: OpaquePart, context: PartContext): Block | null {
  const { opaque } = part;
  if (opaque.protocol === protocolName && isJsonObject(opaque.data)) return { ...opaque.data };
  context.notes.unsupportedPart(part, `${opaqueName(opaque)} has no equivalent`);
  return null;
}

function encodeToolResult(part: ToolResultPart, context: PartContext): Block {
  const content = part.content.map((inner) => encodePart(inner, context)).filter((block) => block !== null);
  return {
    type: 'tool_result',
    tool_use_id: context.ids.forResult(part.toolCallId),
    ...(content.length > 0 && { content }),
    ...(part.isError === true && { is_error: true }),
  };
}

function toolInput(part: ToolCallPart): unknown {
  if (part.input.trim() === '') return {};
  const input = parseOrUndefined(part.input);
  if (isJsonObject(input)) return input;
  throw invalidRequest(pathOf(part) ?? 'messages', `The arguments of tool call '${part.name}' are not a JSON object.`);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The marked block that carries a system message where only user text may stand. */
export function markedSystemText(part: TextPart): TextPart {
  return { ...part, text: `<system>\n${part.text}\n</system>` };
}
