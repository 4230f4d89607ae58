import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { ReasoningPart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { isSealed, openReasoning, sealReasoning } from './reasoning-envelope.ts';
import { keepWireData } from './wire-data.ts';

/** A reasoning item: another protocol's reasoning as it was, or a provider's own, kept whole for that provider. */
export function decodeReasoning(item: JsonObject): ReasoningPart {
  const text = reasoningText(item);
  const sealed = openReasoning(item.encrypted_content);
  if (sealed === null) return { type: 'reasoning', text, opaque: keepWireData({ item }) };
  const { signature, redacted, opaque } = sealed;
  return {
    type: 'reasoning',
    text,
    ...(signature === undefined ? {} : { signature }),
    ...(redacted === undefined ? {} : { redacted }),
    ...(opaque === undefined ? {} : { opaque }),
  };
}

/** Reasoning of an answer, for clients of any format to send back. */
export function decodeSpokenReasoning(item: JsonObject): ReasoningPart {
  const signature = reasoningSignature(item);
  return { ...decodeReasoning(item), ...(signature === undefined ? {} : { signature }) };
}

/** What a client of a format that only knows signatures carries back for the provider: its own item, whole. */
export function reasoningSignature(item: JsonObject): string | undefined {
  const { encrypted_content: encrypted } = item;
  if (typeof encrypted !== 'string' || encrypted === '' || isSealed(encrypted)) return undefined;
  return sealReasoning({ opaque: keepWireData({ item }) }) ?? undefined;
}

/** What can be read of it: the summary, else the reasoning itself. */
export function reasoningText({ summary, content }: JsonObject): string {
  return textOf(summary) || textOf(content);
}

function textOf(parts: unknown): string {
  if (!Array.isArray(parts)) return '';
  return parts
    .map((part) => (isJsonObject(part) && typeof part.text === 'string' ? part.text : ''))
    .filter((text) => text !== '')
    .join('\n\n');
}
