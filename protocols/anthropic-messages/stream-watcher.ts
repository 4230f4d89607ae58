import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { Seen } from '../../core/ports/chat-model.ts';
import type { JsonObject, StreamWatcher, WatchedChunk } from '../../core/ports/wire-codec.ts';
import { parseEvents, type ServerSentEvent } from '../server-sent-events/event-data.ts';
import { brokenAnswer } from './broken-answer.ts';
import { endOfStream } from './end-of-stream.ts';
import { readOrdinaryDelta } from './ordinary-delta.ts';
import { readEvent } from './read-event.ts';
import { decodeStopReason } from './stop-reasons.ts';
import { mergeUsage } from './usage.ts';

/** Reads along while the bytes of one Messages stream pass through untouched. */
export function createStreamWatcher(): StreamWatcher {
  return new MessagesStreamWatcher();
}

const nothing = Buffer.alloc(0);

class MessagesStreamWatcher implements StreamWatcher {
  stopReason: StopReason | null = null;
  usage: Usage | null = null;
  readonly #open = new Set<number>();
  #hasStarted = false;
  #startUsage: unknown = null;
  /** The provider has sent its end, or something that no answer goes on with: nothing of it is forwarded. */
  #isPast = false;
  /** The client has the end. */
  #hasEnded = false;
  #seen = 0;

  watch(events: Buffer): WatchedChunk {
    if (this.#isPast) return { bytes: nothing, seen: 0 };
    this.#seen = 0;
    const from = this.#passOrdinary(events);
    if (from === events.length) return { bytes: events, seen: this.#seen };
    const rest = from === 0 ? events : events.subarray(from);
    const to = from + this.#readRest(rest);
    return { bytes: to === events.length ? events : events.subarray(0, to), seen: this.#seen };
  }

  end(): string {
    if (this.#hasEnded) return '';
    this.#hasEnded = true;
    return endOfStream;
  }

  /** Returns where the first event begins that has to be read. */
  #passOrdinary(events: Buffer): number {
    let at = 0;
    while (at < events.length) {
      const delta = readOrdinaryDelta(events, at);
      if (delta === null || this.stopReason !== null || !this.#open.has(delta.index)) break;
      if (!delta.isEmpty) this.#seen |= Seen.content;
      at = delta.to;
    }
    return at;
  }

  /** Returns how many of the bytes are to be forwarded. */
  #readRest(events: Buffer): number {
    const text = events.toString('utf8');
    for (const event of parseEvents(text)) {
      if (event.data !== '' && !this.#isForwarded(event)) return Buffer.byteLength(text.slice(0, event.from));
      if (this.#isPast) return Buffer.byteLength(text.slice(0, event.to));
    }
    return events.length;
  }

  #isForwarded(serverSentEvent: ServerSentEvent): boolean {
    let event: JsonObject;
    try {
      event = readEvent(serverSentEvent);
    } catch (error) {
      if (this.stopReason === null) throw error;
      // A complete answer is one, whatever follows it.
      this.#seen |= Seen.end;
      this.#isPast = true;
      return false;
    }
    if (event.type !== 'message_stop') {
      this.#watchEvent(event);
      return true;
    }
    this.#seen |= Seen.end;
    this.#isPast = true;
    // Without a stop reason the answer was cut: this event would make it look whole.
    if (this.stopReason === null) return false;
    this.#hasEnded = true;
    return true;
  }

  #watchEvent(event: JsonObject): void {
    switch (event.type) {
      case 'message_start':
        if (this.#hasStarted) throw brokenAnswer('begins twice');
        this.#hasStarted = true;
        this.#startUsage = isJsonObject(event.message) ? event.message.usage : null;
        break;
      case 'content_block_start':
        this.#goesOn();
        if (typeof event.index === 'number') this.#open.add(event.index);
        if (isContent(event.content_block)) this.#seen |= Seen.content;
        break;
      case 'content_block_delta':
        this.#goesOn();
        if (typeof event.index !== 'number' || !this.#open.has(event.index)) {
          throw brokenAnswer('continues a block that was not opened');
        }
        if (isJsonObject(event.delta) && saysSomething(event.delta)) this.#seen |= Seen.content;
        break;
      case 'content_block_stop':
        if (typeof event.index === 'number') this.#open.delete(event.index);
        break;
      case 'message_delta':
        this.#stop(event);
    }
  }

  #goesOn(): void {
    if (this.stopReason !== null) throw brokenAnswer('goes on after its stop reason');
  }

  /** What is reported beside the stop reason is cumulative. */
  #stop({ delta, usage }: JsonObject): void {
    const word = isJsonObject(delta) ? delta.stop_reason : null;
    if (typeof word !== 'string' || this.stopReason !== null) return;
    this.stopReason = decodeStopReason(word);
    this.#seen |= Seen.stop;
    this.usage = mergeUsage(this.#startUsage, usage);
    if (this.usage !== null) this.#seen |= Seen.usage;
  }
}

/** Text and thinking are nothing before their deltas; every other block is something as it opens. */
function isContent(block: unknown): boolean {
  if (!isJsonObject(block)) return false;
  if (block.type === 'text') return typeof block.text === 'string' && block.text !== '';
  if (block.type === 'thinking') return typeof block.thinking === 'string' && block.thinking !== '';
  return true;
}

/** As progress counts: a signature is none. */
function saysSomething({ text, thinking, partial_json: json }: JsonObject): boolean {
  return [text, thinking, json].some((value) => typeof value === 'string' && value !== '');
}
