import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData, Part, ReasoningPart } from '../../core/conversation/part.ts';
import type { AnswerContext } from '../../core/ports/wire-codec.ts';
import { callId } from './answer-id.ts';
import type { Block } from './block.ts';
import { protocolName } from './protocol-name.ts';

/** A text without sources. */
export const plainText: Block = { type: 'text', text: '', citations: null };
/** A call that the model makes itself. */
export const plainCall: Block = { type: 'tool_use', caller: { type: 'direct' } };

/** A part of an answer as a content block; `null` for what this format cannot say, or this client will not read. */
export function encodeAnswerPart(part: Part, position: number, context: AnswerContext): Block | null {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? null : { ...plainText, ...ownData(part.opaque), text: part.text };
    case 'reasoning':
      return encodeReasoning(part, context);
    case 'tool-call':
      return {
        ...plainCall,
        ...ownData(part.opaque),
        id: callId(part.id, position, context),
        name: part.name,
        input: part.kind === 'custom' ? { input: part.input } : parseInput(part.input),
      };
    case 'opaque':
      return ownBlock(part.opaque);
    default:
      return null;
  }
}

/** A block of this very format as it came; `null` for what another one keeps for itself. */
export function ownBlock({ protocol, data }: OpaqueData): Block | null {
  return protocol === protocolName && isJsonObject(data) ? { ...data } : null;
}

function ownData(opaque: OpaqueData | undefined): Block {
  return (opaque && ownBlock(opaque)) ?? {};
}

function encodeReasoning(part: ReasoningPart, { hidesReasoning = false }: AnswerContext): Block | null {
  if (part.redacted !== undefined) return { type: 'redacted_thinking', data: part.redacted };
  if (hidesReasoning && part.signature === undefined) return null;
  // Clients send the signature back and want the field; an empty one is known for what no provider has signed.
  return { type: 'thinking', thinking: hidesReasoning ? '' : part.text, signature: part.signature ?? '' };
}

/** The format has no word for an input that was cut, which only answers that say so have. */
function parseInput(input: string): unknown {
  try {
    const parsed: unknown = JSON.parse(input);
    if (isJsonObject(parsed)) return parsed;
  } catch {}
  return {};
}
