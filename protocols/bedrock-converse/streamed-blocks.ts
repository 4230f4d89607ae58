import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { asBase64, asObject, asText } from './shape.ts';

type BlockKind = 'text' | 'tool-call' | 'reasoning';

/** A block under way: a part that has begun, or what is collected until the block ends. */
type OpenBlock =
  | { readonly kind: BlockKind; readonly part: number; signature: string }
  | { readonly kind: 'redacted'; readonly pieces: Buffer[] }
  | { readonly kind: 'opaque'; readonly start: JsonObject; readonly deltas: JsonObject[] };

/**
 * Turns the blocks of a stream into parts. Text and reasoning blocks have no start event: their first delta opens
 * them. Redacted reasoning, and blocks the neutral model has no word for, are given whole when they end.
 */
export class StreamedBlocks {
  readonly #open = new Map<number, OpenBlock>();
  #parts = 0;

  start(block: number, start: JsonObject): ConversationEvent[] {
    const toolUse = asObject(start.toolUse);
    const id = asText(toolUse?.toolUseId);
    const name = asText(toolUse?.name);
    if (id !== null && name !== null && typeof toolUse?.type !== 'string') {
      return this.#begin(block, 'tool-call', { type: 'tool-call', id, name, kind: 'function' });
    }
    if (Object.values(start).some((value) => value !== undefined)) {
      this.#open.set(block, { kind: 'opaque', start, deltas: [] });
    }
    return [];
  }

  delta(block: number, delta: JsonObject): ConversationEvent[] {
    const open = this.#open.get(block);
    if (open?.kind === 'opaque') {
      open.deltas.push(delta);
      return [];
    }
    const text = asText(delta.text);
    if (text !== null) return this.#text(block, 'text', text);
    const input = asText(asObject(delta.toolUse)?.input);
    if (input !== null) return open?.kind === 'tool-call' ? this.#text(block, 'tool-call', input) : [];
    const reasoning = asObject(delta.reasoningContent);
    return reasoning === null ? [] : this.#reasoning(block, reasoning);
  }

  stop(block: number): ConversationEvent[] {
    const open = this.#open.get(block);
    if (open === undefined) return [];
    this.#open.delete(block);
    if (open.kind === 'redacted') {
      return this.#whole({ type: 'reasoning', redacted: Buffer.concat(open.pieces).toString('base64') });
    }
    if (open.kind === 'opaque') {
      const data = { start: open.start, deltas: open.deltas };
      return this.#whole({ type: 'opaque', opaque: { protocol: 'bedrock-converse-stream', data } });
    }
    const signature = open.signature === '' ? {} : { signature: open.signature };
    return [{ type: 'part-ends', index: open.part, ...signature }];
  }

  stopAll(): ConversationEvent[] {
    return [...this.#open.keys()].flatMap((block) => this.stop(block));
  }

  #reasoning(block: number, content: JsonObject): ConversationEvent[] {
    const text = asText(content.text);
    if (text !== null) return this.#text(block, 'reasoning', text);
    const signature = asText(content.signature);
    if (signature !== null) {
      const events = this.#opened(block, 'reasoning');
      const open = this.#open.get(block);
      if (open?.kind === 'reasoning') open.signature += signature;
      return events;
    }
    const redacted = asBase64(content.redactedContent);
    if (redacted === null) return [];
    const open = this.#open.get(block);
    const piece = Buffer.from(redacted, 'base64');
    if (open?.kind === 'redacted') {
      open.pieces.push(piece);
      return [];
    }
    const events = this.stop(block);
    this.#open.set(block, { kind: 'redacted', pieces: [piece] });
    return events;
  }

  #text(block: number, kind: BlockKind, text: string): ConversationEvent[] {
    const events = this.#opened(block, kind);
    const open = this.#open.get(block);
    if (open?.kind === kind && text !== '') events.push({ type: 'part-delta', index: open.part, text });
    return events;
  }

  /** Opens the block as this kind where it is not yet; a block that changes its kind becomes two parts. */
  #opened(block: number, kind: BlockKind): ConversationEvent[] {
    if (this.#open.get(block)?.kind === kind) return [];
    if (kind === 'tool-call') return [];
    return [...this.stop(block), ...this.#begin(block, kind, { type: kind })];
  }

  #begin(block: number, kind: BlockKind, part: StreamedPart): ConversationEvent[] {
    const index = this.#parts++;
    this.#open.set(block, { kind, part: index, signature: '' });
    return [{ type: 'part-begins', index, part }];
  }

  #whole(part: StreamedPart): ConversationEvent[] {
    const index = this.#parts++;
    return [
      { type: 'part-begins', index, part },
      { type: 'part-ends', index },
    ];
  }
}
