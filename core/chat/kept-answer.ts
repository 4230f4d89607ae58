import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { AnswerEvent } from '../ports/chat-model.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { SentExtent } from '../resilience/outcome.ts';
import { summarizeSent } from '../resilience/recovery/summarize-sent.ts';

/** More than this is not kept: an answer so long is not recovered. */
const maxKeptBytes = 256 * 1024;
/** What an object costs besides its content. */
const objectBytes = 200;

/**
 * What the client has of an answer, kept as it went out and decoded only if the stream breaks.
 * One per request; holds at most 256 KiB.
 */
export class KeptAnswer {
  readonly #codec: ClientCodec;
  #kept: (Buffer | ConversationEvent)[] = [];
  #bytes = 0;
  #isFull = false;
  #events: readonly ConversationEvent[] | null = null;

  constructor(codec: ClientCodec) {
    this.#codec = codec;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  keep(event: AnswerEvent): void {
    if (event.type === 'chunk' && event.bytes.length > 0) this.#add(event.bytes, event.bytes.length);
    else if (event.type === 'event') this.#add(event.event, textLength(event.event));
  }

  /** What was sent, in the neutral form. @throws GatewayError when it was not kept or cannot be read. */
  events(): readonly ConversationEvent[] {
    if (this.#events) return this.#events;
    const decoder = this.#codec.createStreamDecoder();
    this.#events = this.#kept.flatMap((piece) => (Buffer.isBuffer(piece) ? decoder.decode(piece) : [piece]));
    return this.#events;
  }

  /** @param isOneAnswer false when several choices were asked for, whose texts are woven into one stream. */
  extent(isOneAnswer: boolean): SentExtent {
    const lost: SentExtent = { characters: 0, isText: false, isKept: false };
    if (this.#isFull || !isOneAnswer) return lost;
    try {
      const { characters, hasToolInput, hasOther } = summarizeSent(this.events());
      return { characters, isText: !hasToolInput && !hasOther, isKept: true };
    } catch {
      return lost;
    }
  }

  #add(piece: Buffer | ConversationEvent, bytes: number): void {
    this.#bytes += bytes + objectBytes;
    if (this.#isFull) return;
    this.#events = null;
    if (this.#bytes <= maxKeptBytes) {
      this.#kept.push(piece);
    } else {
      this.#isFull = true;
      this.#kept = [];
    }
  }
}

function textLength(event: ConversationEvent): number {
  return event.type === 'part-delta' ? event.text.length * 2 : 0;
}
