import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { EventDecoder, JsonObject } from '../../core/ports/wire-codec.ts';
import { brokenAnswer } from './broken-answer.ts';
import { decodeErrorObject } from './decode-error.ts';
import { decodeStopReason } from './stop-reasons.ts';
import { StreamedBlock } from './streamed-block.ts';
import { decodeServiceTier, mergeUsage } from './usage.ts';

/** @param tellsEarly see `StreamedBlock`: for readers who must know of every block that has opened. */
export function createEventDecoder(tellsEarly = false): EventDecoder {
  return new MessagesEventDecoder(tellsEarly);
}

class MessagesEventDecoder implements EventDecoder {
  /** By the provider's index. */
  readonly #open = new Map<number, StreamedBlock>();
  #partCount = 0;
  #startUsage: unknown = null;
  #hasStarted = false;
  #isFinished = false;
  /** Whether a tool call's input is not JSON, which only an answer cut short excuses. */
  #hasCutInput = false;
  readonly #tellsEarly: boolean;

  constructor(tellsEarly: boolean) {
    this.#tellsEarly = tellsEarly;
  }

  decode(event: unknown): readonly ConversationEvent[] {
    if (!isJsonObject(event)) throw brokenAnswer('holds an event that is not an object');
    switch (event.type) {
      case 'message_start':
        return this.#start(event.message);
      case 'content_block_start':
        return this.#openBlock(event);
      case 'content_block_delta':
        if (this.#isFinished) throw brokenAnswer('goes on after its stop reason');
        return this.#blockOf(event).delta(isJsonObject(event.delta) ? event.delta : {});
      case 'content_block_stop': {
        // The stop reason has ended whatever was open.
        if (this.#isFinished) return [];
        const block = this.#blockOf(event);
        this.#open.delete(indexOf(event));
        return this.#close(block);
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
    if (this.#hasStarted) throw brokenAnswer('begins twice');
    if (!isJsonObject(message)) throw brokenAnswer('begins without a message');
    this.#hasStarted = true;
    const { id, model, usage } = message;
    this.#startUsage = usage;
    return [{ type: 'started', id: typeof id === 'string' ? id : null, model: typeof model === 'string' ? model : '' }];
  }

  #openBlock(event: JsonObject): ConversationEvent[] {
    if (this.#isFinished) throw brokenAnswer('goes on after its stop reason');
    if (!isJsonObject(event.content_block)) throw brokenAnswer('opens a block without content');
    const block = new StreamedBlock(this.#partCount, event.content_block, this.#tellsEarly);
    this.#partCount += 1;
    this.#open.set(indexOf(event), block);
    return block.begin();
  }

  /** The stop reason, and the usage of the whole answer, for what is reported here is cumulative. */
  #finish(event: JsonObject): ConversationEvent[] {
    const word = isJsonObject(event.delta) ? event.delta.stop_reason : null;
    if (typeof word !== 'string' || this.#isFinished) return [];
    this.#isFinished = true;
    const ends = [...this.#open.values()].flatMap((block) => this.#close(block));
    this.#open.clear();
    const stopReason = decodeStopReason(word);
    if (this.#hasCutInput && !saysCut(stopReason)) throw brokenAnswer('holds a tool call whose input was cut');
    const usage = mergeUsage(this.#startUsage, event.usage);
    const tier = { ...decodeServiceTier(this.#startUsage), ...decodeServiceTier(event.usage) };
    return [
      ...ends,
      ...(usage === null ? [] : [{ type: 'usage' as const, usage, ...tier }]),
      { type: 'finished', stopReason },
    ];
  }

  #close(block: StreamedBlock): ConversationEvent[] {
    this.#hasCutInput ||= block.hasCutInput;
    return block.end();
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
