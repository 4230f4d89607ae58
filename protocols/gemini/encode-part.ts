import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { opaqueName } from '../../core/conversation/opaque-name.ts';
import type { OpaquePart, Part } from '../../core/conversation/part.ts';
import type { EncodeContext } from './encode-context.ts';
import { encodeFile } from './encode-file.ts';
import { protocolName } from './protocol-name.ts';
import { returnSignature } from './thought-signature.ts';
import type { WirePart } from './wire-part.ts';

/** The wire's parts for a part that is neither a tool call nor a result; none when there is nothing to send. */
export function encodePart(part: Part, speaker: 'user' | 'assistant', context: EncodeContext): WirePart[] {
  const { notes } = context;
  switch (part.type) {
    case 'text':
    case 'refusal': {
      const signature = returnSignature(part.opaque);
      return part.text === '' && signature.thoughtSignature === undefined ? [] : [{ text: part.text, ...signature }];
    }
    case 'reasoning':
      // What another model thought is no thought of this one, and its signature none of the provider's.
      if (part.opaque?.protocol === protocolName) {
        return [{ text: part.text, thought: true, ...returnSignature(part.opaque) }];
      }
      notes.changed('reasoning of earlier answers dropped');
      return [];
    case 'file':
      return encodeFile(part, speaker, context);
    case 'opaque':
      return encodeOpaque(part, context);
    default:
      notes.refused('messages', `a ${part.type} stands in the wrong message`);
      return [];
  }
}

function encodeOpaque(part: OpaquePart, { notes }: EncodeContext): WirePart[] {
  const { opaque } = part;
  if (opaque.protocol === protocolName && isJsonObject(opaque.data)) {
    return Object.keys(opaque.data).length === 0 ? [] : [{ ...opaque.data }];
  }
  notes.unsupportedPart(part, `${opaqueName(opaque)} has no equivalent`);
  return [];
}
