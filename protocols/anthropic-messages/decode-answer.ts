import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Part } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';
import { decodeErrorObject } from './decode-error.ts';
import { opaqueBlock } from './opaque-block.ts';
import { protocolName } from './protocol-name.ts';
import { decodeStopReason } from './stop-reasons.ts';
import { decodeServiceTier, decodeUsage } from './usage.ts';

/** A whole answer. An error that came with a status of success is thrown by its kind. */
export function decodeAnswer(body: unknown): ConversationAnswer {
  if (!isJsonObject(body)) throw brokenAnswer('is not an object');
  if (body.type === 'error') throw decodeErrorObject(body);
  const { id, model, content, stop_reason: stopReason, usage } = body;
  if (!Array.isArray(content)) throw brokenAnswer('has no content');
  if (typeof stopReason !== 'string') throw brokenAnswer('has no stop reason');
  return {
    id: typeof id === 'string' ? id : null,
    model: typeof model === 'string' ? model : '',
    parts: content.map(decodePart),
    stopReason: decodeStopReason(stopReason),
    usage: decodeUsage(usage),
    ...decodeServiceTier(usage),
  };
}

function decodePart(block: unknown): Part {
  if (!isJsonObject(block)) throw brokenAnswer('has content that is not an object');
  switch (block.type) {
    case 'text':
      return { type: 'text', text: textOf(block, 'text'), ...extrasOf(block, ['text']) };
    case 'thinking': {
      const { signature } = block;
      const text = textOf(block, 'thinking');
      return { type: 'reasoning', text, ...(typeof signature === 'string' && signature !== '' && { signature }) };
    }
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: textOf(block, 'data') };
    case 'tool_use':
      return {
        type: 'tool-call',
        id: textOf(block, 'id'),
        name: textOf(block, 'name'),
        kind: 'function',
        input: JSON.stringify(block.input ?? {}),
        ...extrasOf(block, ['id', 'name', 'input']),
      };
    default:
      return opaqueBlock(block);
  }
}

function textOf(block: JsonObject, key: string): string {
  const value = block[key];
  if (typeof value === 'string') return value;
  throw brokenAnswer(`has a ${String(block.type)} block without ${key}`);
}

/** Whatever else a block says (citations, who called a tool) travels back with it. */
function extrasOf(block: JsonObject, read: readonly string[]): Pick<Exclude<Part, { type: 'opaque' }>, 'opaque'> {
  const others = Object.entries(block).filter(
    ([key, value]) => key !== 'type' && value !== null && !read.includes(key),
  );
  return others.length === 0 ? {} : { opaque: { protocol: protocolName, data: Object.fromEntries(others) } };
}
