import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { EventDecoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';
import { decodeErrorObject } from './decode-error.ts';
import { isObject } from './is-object.ts';
import { decodeStopReason } from './stop-reasons.ts';
import { StreamedBlock } from './streamed-block.ts';
import { decodeServiceTier, mergeUsage } from './usage.ts';

export function createEventDecoder(): EventDecoder {
  return new MessagesEventDecoder();
}

class MessagesEventDecoder implements EventDecoder {
  /** By the provider's index. */
  readonly #open = new Map<number, StreamedBlock>();
  #partCount = 0;
  #startUsage: unknown = null;
  #isFinished = false;

  decode(event: unknown): readonly ConversationEvent[] {
    if (!isObject(event)) throw brokenAnswer('holds an event that is not an object');
    switch (event.type) {
      case 'message_start':
        return this.#start(event.message);
      case 'content_block_start':
        return this.#openBlock(event);
      case 'content_block_delta':
        return this.#blockOf(event).delta(isObject(event.delta) ? event.delta : {});
      case 'content_block_stop': {
        const block = this.#blockOf(event);
        this.#open.delete(indexOf(event));
        return block.end();
      }
      case 'message_delta':
        return this.#finish(event);
      case 'error':
        throw decodeErrorObject(event);
      default:
        return [];
    }
  }

  #start(message: unknown): ConversationEvent[] {
    if (!isObject(message)) throw brokenAnswer('begins without a message');
    const { id, model, usage } = message;
    this.#startUsage = usage;
    return [{ type: 'started', id: typeof id === 'string' ? id : null, model: typeof model === 'string' ? model : '' }];
  }

  #openBlock(event: JsonObject): ConversationEvent[] {
    if (!isObject(event.content_block)) throw brokenAnswer('opens a block without content');
    const block = new StreamedBlock(this.#partCount, event.content_block);
    this.#partCount += 1;
    this.#open.set(indexOf(event), block);
    return block.begin();
  }

  /** The stop reason, and the usage of the whole answer, for what is reported here is cumulative. */
  #finish(event: JsonObject): ConversationEvent[] {
    const word = isObject(event.delta) ? event.delta.stop_reason : null;
    if (typeof word !== 'string' || this.#isFinished) return [];
    this.#isFinished = true;
    const ends = [...this.#open.values()].flatMap((block) => block.end());
    this.#open.clear();
    const usage = mergeUsage(this.#startUsage, event.usage);
    return [
      ...ends,
      ...(usage === null ? [] : [{ type: 'usage' as const, usage, ...decodeServiceTier(this.#startUsage) }]),
      { type: 'finished', stopReason: decodeStopReason(word) },
    ];
  }

  #blockOf(event: JsonObject): StreamedBlock {
    const block = this.#open.get(indexOf(event));
    if (block === undefined) throw brokenAnswer('continues a block that was not opened');
    return block;
  }
}

function indexOf(event: JsonObject): number {
  const { index } = event;
  if (typeof index !== 'number') throw brokenAnswer('holds a block event without an index');
  return index;
}
