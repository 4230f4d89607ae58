import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaquePart, ReasoningPart, TextPart } from '../../core/conversation/part.ts';
import { protocol } from './protocol.ts';

/** Answer content in parts, as some compatible servers send it; what cannot be read is kept opaque. */
export function readContentParts(content: readonly unknown[]): (TextPart | ReasoningPart | OpaquePart)[] {
  return content.map((part) => {
    const type = isJsonObject(part) ? part.type : null;
    if (isJsonObject(part) && type === 'text' && typeof part.text === 'string') return { type, text: part.text };
    if (isJsonObject(part) && type === 'thinking') return { type: 'reasoning', text: readThinking(part.thinking) };
    return { type: 'opaque', opaque: { protocol, data: { part } } };
  });
}

/** A string, or text parts once more. */
function readThinking(thinking: unknown): string {
  if (typeof thinking === 'string') return thinking;
  const pieces: readonly unknown[] = Array.isArray(thinking) ? thinking : [];
  return pieces.map((piece) => (isJsonObject(piece) && typeof piece.text === 'string' ? piece.text : '')).join('');
}
