import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { AnswerEvent } from '../ports/chat-model.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { SentExtent } from '../resilience/outcome.ts';
import { summarizeSent } from '../resilience/recovery/summarize-sent.ts';

/** More than this is not kept: an answer so long is not recovered. */
const maxKeptBytes = 256 * 1024;
/** What an object costs besides its content. */
const objectBytes = 200;
/** Room for the first events of a stream. */
const firstRawBytes = 1024;
const nothing = Buffer.alloc(0);

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
  /** Whole events as they went out, not decoded yet: copied together, for hundreds of small buffers would cost the collector more. */
  #raw = nothing;
  #rawLength = 0;
  /** Neutral events that followed. */
  #pending: ConversationEvent[] = [];
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
    if (event.type === 'chunk' && event.bytes.length > 0) {
      this.#isEmpty = false;
      if (this.#isLost) return;
      this.#copy(event.bytes);
      this.#grow(event.bytes.length);
    } else if (event.type === 'event') {
      this.#isEmpty = false;
      if (this.#isLost) return;
      this.#pending.push(event.event);
      this.#grow(textLength(event.event) + objectBytes);
    }
  }

  /** What was sent, in the neutral form. @throws GatewayError when it cannot be read. */
  events(): readonly ConversationEvent[] {
    const pending = this.#pending.splice(0);
    try {
      if (this.#rawLength > 0) {
        this.#decoder ??= this.#codec.createStreamDecoder();
        for (const event of this.#decoder.decode(this.#raw.subarray(0, this.#rawLength))) this.#push(event);
        this.#rawLength = 0;
      }
      for (const event of pending) this.#push(event);
    } catch (error) {
      this.#isLost = true;
      throw error;
    } finally {
      this.#endRun();
    }
    this.#bytes = this.#eventBytes;
    return this.#events;
  }

  /** @param canGoOn false when the answer is one that no other could go on with, by what was asked for. */
  extent(canGoOn: boolean): SentExtent {
    const lost: SentExtent = { characters: 0, tellingCharacters: 0, isText: false, isKept: false };
    if (this.#isLost || !canGoOn) return lost;
    try {
      const events = this.events();
      // The client has its end: nothing can follow.
      if (events.some(({ type }) => type === 'finished')) return lost;
      const { text, characters, hasToolInput, hasOther } = summarizeSent(events);
      // Half a character cannot be told to a model.
      const tellingCharacters = text.isWellFormed() ? text.trimEnd().length : 0;
      return { characters, tellingCharacters, isText: !hasToolInput && !hasOther, isKept: true };
    } catch {
      return lost;
    }
  }

  #copy(bytes: Buffer): void {
    const length = this.#rawLength + bytes.length;
    if (length > this.#raw.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(firstRawBytes, 2 * this.#raw.length, length));
      this.#raw.copy(larger, 0, 0, this.#rawLength);
      this.#raw = larger;
    }
    this.#raw.set(bytes, this.#rawLength);
    this.#rawLength = length;
  }

  #grow(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= maxKeptBytes) return;
    this.#isLost = !this.#fitsDecoded();
    if (!this.#isLost) return;
    this.#raw = nothing;
    this.#rawLength = 0;
    this.#pending = [];
    this.#events = [];
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

  #push(event: ConversationEvent): void {
    this.#eventBytes += textLength(event);
    const last = this.#events.at(-1);
    if (event.type === 'part-delta' && last?.type === 'part-delta' && last.index === event.index && !event.logprobs) {
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
  if (event.type !== 'part-delta') return 0;
  const tokens = event.logprobs?.reduce((count, { top }) => count + 1 + top.length, 0) ?? 0;
  return event.text.length * 2 + tokens * objectBytes;
}
