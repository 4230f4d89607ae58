import { opaqueName } from '../../core/conversation/opaque-name.ts';
import type { Part, ReasoningPart, RefusalPart, TextPart, ToolCallPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { loseBreakpoint } from './cache-breakpoints.ts';
import { type ContentEncoding, encodeContent } from './encode-content.ts';
import { protocol } from './protocol.ts';

/** An earlier answer as an `assistant` message. */
export function encodeAssistantMessage(parts: readonly Part[], encoding: ContentEncoding): JsonObject {
  const spoken: (TextPart | RefusalPart)[] = [];
  const toolCalls: JsonObject[] = [];
  let reasoning = '';
  for (const part of parts) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        spoken.push(part);
        break;
      case 'reasoning':
        reasoning += encodeReasoning(part, encoding);
        break;
      case 'tool-call':
        loseBreakpoint(part.cacheBreakpoint, encoding);
        toolCalls.push(encodeToolCall(part));
        break;
      case 'opaque':
        if (part.opaque.protocol !== protocol) encoding.losses.part(part, opaqueName(part.opaque));
        break;
      default:
        encoding.losses.part(part, `a ${part.type} part in an assistant message`);
    }
  }
  const [first] = spoken;
  const isRefusal = spoken.length === 1 && first?.type === 'refusal';
  return {
    role: 'assistant',
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    content: isRefusal || (spoken.length === 0 && toolCalls.length > 0) ? null : encodeContent(spoken, encoding),
    ...(isRefusal ? { refusal: first.text } : {}),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}

/** Reasoning that another model signed or encrypted means nothing here, and strict servers refuse it. */
function encodeReasoning({ text, signature, redacted }: ReasoningPart, { losses }: ContentEncoding): string {
  if (signature === undefined && redacted === undefined) return text;
  losses.changed('signed reasoning dropped');
  return '';
}

/** A tool call, in a message and in a whole answer alike. */
export function encodeToolCall({ id, kind, name, input }: ToolCallPart): JsonObject {
  if (kind === 'custom') return { id, type: kind, custom: { name, input } };
  return { id, type: kind, function: { name, arguments: input } };
}
