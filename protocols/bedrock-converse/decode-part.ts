import type { Part } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { documentText } from './document-text.ts';
import { asBase64, asObject, asText } from './shape.ts';

/** One content block of an answer; what the neutral model has no word for is kept as it came. */
export function decodePart(block: JsonObject): Part {
  const text = asText(block.text);
  if (text !== null) return { type: 'text', text };
  return (
    toolCall(asObject(block.toolUse)) ??
    reasoning(asObject(block.reasoningContent)) ??
    image(asObject(block.image)) ??
    citedText(block) ?? { type: 'opaque', opaque: { protocol: 'bedrock-converse', data: block } }
  );
}

function toolCall(toolUse: JsonObject | null): Part | null {
  const id = asText(toolUse?.toolUseId);
  const name = asText(toolUse?.name);
  if (toolUse === null || id === null || name === null || typeof toolUse.type === 'string') return null;
  return { type: 'tool-call', id, name, kind: 'function', input: documentText(toolUse.input ?? {}) };
}

function reasoning(content: JsonObject | null): Part | null {
  const readable = asObject(content?.reasoningText);
  if (readable !== null) {
    const signature = asText(readable.signature);
    return { type: 'reasoning', text: asText(readable.text) ?? '', ...(signature === null ? {} : { signature }) };
  }
  const redacted = asBase64(content?.redactedContent);
  return redacted === null ? null : { type: 'reasoning', text: '', redacted };
}

function image(content: JsonObject | null): Part | null {
  const data = asBase64(asObject(content?.source)?.bytes);
  const format = asText(content?.format);
  if (data === null || format === null) return null;
  return { type: 'file', mediaType: `image/${format}`, source: { kind: 'base64', data } };
}

function citedText(block: JsonObject): Part | null {
  const content = asObject(block.citationsContent)?.content;
  if (!Array.isArray(content)) return null;
  const text = content.map((item) => asText(asObject(item)?.text) ?? '').join('');
  return { type: 'text', text, opaque: { protocol: 'bedrock-converse', data: block } };
}
