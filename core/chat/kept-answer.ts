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
 * What the client has of an answer, kept as it went out and decoded only if the stream breaks, or when it takes
 * more room than its text would: a stream is mostly frame. One per request; holds at most 256 KiB.
 */
export class KeptAnswer {
  readonly #codec: ClientCodec;
  /** Decoded, neighbouring pieces of one part joined. */
  #events: ConversationEvent[] = [];
  #eventBytes = 0;
  /** More text of the last event, not joined to it yet. */
  #run: string[] = [];
  /** Not decoded yet. */
  #pending: (Buffer | ConversationEvent)[] = [];
  #bytes = 0;
  #isEmpty = true;
  #isLost = false;
  #decoder: ReturnType<ClientCodec['createStreamDecoder']> | null = null;

  constructor(codec: ClientCodec) {
    this.#codec = codec;
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  keep(event: AnswerEvent): void {
    if (event.type === 'chunk' && event.bytes.length > 0) this.#add(event.bytes, event.bytes.length);
    else if (event.type === 'event') this.#add(event.event, textLength(event.event));
  }

  /** What was sent, in the neutral form. @throws GatewayError when it cannot be read. */
  events(): readonly ConversationEvent[] {
    const pieces = this.#pending.splice(0);
    try {
      for (const event of this.#decode(pieces)) this.#push(event);
    } catch (error) {
      this.#isLost = true;
      throw error;
    } finally {
      this.#endRun();
    }
    this.#bytes = this.#eventBytes;
    return this.#events;
  }

  /** @param isOneAnswer false when several choices were asked for, whose texts are woven into one stream. */
  extent(isOneAnswer: boolean): SentExtent {
    const lost: SentExtent = { characters: 0, isText: false, isKept: false };
    if (this.#isLost || !isOneAnswer) return lost;
    try {
      const { characters, hasToolInput, hasOther } = summarizeSent(this.events());
      return { characters, isText: !hasToolInput && !hasOther, isKept: true };
    } catch {
      return lost;
    }
  }

  #add(piece: Buffer | ConversationEvent, bytes: number): void {
    this.#isEmpty = false;
    if (this.#isLost) return;
    this.#pending.push(piece);
    this.#bytes += bytes + objectBytes;
    if (this.#bytes <= maxKeptBytes) return;
    this.#isLost = !this.#fitsDecoded();
    if (this.#isLost) {
      this.#pending = [];
      this.#events = [];
    }
  }

  /** Half of the room must be free again, lest everything is decoded piece by piece from here on. */
  #fitsDecoded(): boolean {
    try {
      this.events();
    } catch {
      return false;
    }
    return this.#bytes <= maxKeptBytes / 2;
  }

  *#decode(pieces: readonly (Buffer | ConversationEvent)[]): Iterable<ConversationEvent> {
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) {
        this.#decoder ??= this.#codec.createStreamDecoder();
        yield* this.#decoder.decode(piece);
      } else {
        yield piece;
      }
    }
  }

  #push(event: ConversationEvent): void {
    this.#eventBytes += textLength(event);
    const last = this.#events.at(-1);
    if (event.type === 'part-delta' && last?.type === 'part-delta' && last.index === event.index) {
      this.#run.push(event.text);
      return;
    }
    this.#endRun();
    this.#events.push(event);
    this.#eventBytes += objectBytes;
  }

  /** Joined at once: text that grows piece by piece keeps every piece alive. */
  #endRun(): void {
    const last = this.#events.at(-1);
    if (this.#run.length === 0 || last?.type !== 'part-delta') return;
    this.#events[this.#events.length - 1] = { ...last, text: last.text + this.#run.join('') };
    this.#run = [];
  }
}

function textLength(event: ConversationEvent): number {
  return event.type === 'part-delta' ? event.text.length * 2 : 0;
}
