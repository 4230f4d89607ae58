import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { Seen } from '../../core/ports/chat-model.ts';
import type { JsonObject, StreamWatcher, WatchedChunk, WatchedCourse } from '../../core/ports/wire-codec.ts';
import { parseChunk } from '../openai-chat/chunk-json.ts';
import { readEvents } from '../server-sent-events/event-data.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';
import { overrideResponse } from './answer-watcher.ts';
import { createdTwice } from './created-twice.ts';
import { decodeStreamFailure } from './decode-stream-failure.ts';
import { failureOf } from './encode-error.ts';
import { endedResponse } from './ended-response.ts';
import { decodeUsage } from './responses-usage.ts';

export interface ResponsesStreamWatcher extends StreamWatcher {
  /** The response as the client was last told it; `null` before its first event. */
  readonly response: JsonObject | null;
  readonly course: WatchedCourse;
}

/**
 * Reads along while the events of one stream pass through. Only the few that hold the whole response are parsed, and
 * written anew where the gateway owns fields of it; all others pass as they came.
 * @param override fields of the response that the gateway owns, by their names: `id`, `previous_response_id`, `store`, …
 */
export function createStreamWatcher(override: JsonObject): ResponsesStreamWatcher {
  return new WatcherOfResponse(override);
}

/** Events that hold the whole response, and those that tell an error. */
const wholeEvents: ReadonlySet<string> = new Set([
  ...['response.created', 'response.queued', 'response.in_progress'],
  ...['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled', 'error'],
]);

/** Events that only announce what comes. */
const announcements: ReadonlySet<string> = new Set([
  ...['response.content_part.added', 'response.reasoning_summary_part.added', 'keepalive', ''],
]);

const itemEnds = 'response.output_item.done';
const nothing = Buffer.alloc(0);
const blankLine = Buffer.from('\n\n');
const closingBrace = 0x7d;

class WatcherOfResponse implements ResponsesStreamWatcher, WatchedCourse {
  stopReason: StopReason | null = null;
  usage: Usage | null = null;
  response: JsonObject | null = null;
  readonly #override: JsonObject;
  /** The last bytes that held a number: where the last event's number stands. */
  #last: Buffer = nothing;
  /** The last bytes up to the brace their data begins with, when they were one event that brought more of something. */
  #deltaLine: Buffer = nothing;
  #wasCreated = false;
  #seen = 0;
  readonly #keepsAnswer: boolean;
  /** The items that have ended: some servers leave them out of the last event, and who owns the response keeps them. */
  readonly #items = new Map<number, JsonObject>();
  /** Something was said piece by piece. */
  #hasDelta = false;

  constructor(override: JsonObject) {
    this.#override = override;
    this.#keepsAnswer = Object.keys(override).length > 0;
  }

  watch(events: Buffer): WatchedChunk {
    if (this.#isAnotherDelta(events)) {
      this.#last = events;
      return { bytes: events, seen: Seen.content };
    }
    this.#seen = 0;
    // One character a byte: places in this text are places in the bytes, and nothing is decoded that only passes.
    const text = events.toString('latin1');
    const pieces: Buffer[] = [];
    let copiedTo = 0;
    let at = 0;
    this.#deltaLine = nothing;
    // Nothing follows the response's last event.
    while (at < text.length && this.stopReason === null) {
      const { name, dataFrom, to } = nextEvent(text, at);
      if (name === null || wholeEvents.has(name)) {
        const [event] =
          name === null
            ? readEvents(events.subarray(at, to))
            : [{ name, data: events.toString('utf8', dataFrom, to).trimEnd() }];
        const replacement = event === undefined ? null : this.#watchWhole(event.name, event.data);
        if (replacement !== null) {
          pieces.push(events.subarray(copiedTo, at), Buffer.from(replacement, 'utf8'));
          copiedTo = to;
        }
      } else {
        if (name === itemEnds && this.#keepsAnswer) this.#keepItem(parseChunk(events.toString('utf8', dataFrom, to)));
        else checkWhole(name, text.slice(dataFrom, to).trim());
        if (isContent(name, text, at, to)) this.#seen |= Seen.content;
        if (name.endsWith('.delta')) this.#hasDelta = true;
        if (at === 0 && to === text.length && name.endsWith('.delta')) {
          this.#deltaLine = Buffer.from(text.slice(0, text.indexOf('{') + 1), 'latin1');
        }
      }
      at = to;
    }
    // A comment has no number to go on from.
    if (text.includes('"sequence_number"')) this.#last = events;
    if (copiedTo === 0 && at === events.length) {
      return this.#watched(events);
    }
    pieces.push(events.subarray(copiedTo, at));
    return this.#watched(Buffer.concat(pieces));
  }

  end(): string {
    return '';
  }

  get course(): WatchedCourse {
    return this;
  }

  get sequenceNumber(): number {
    const numbers = [...this.#last.toString('latin1').matchAll(/"sequence_number": ?(\d+)/g)];
    const [, last] = numbers.at(-1) ?? [];
    return last === undefined ? -1 : Number(last);
  }

  /** With the response as the client was last told it. */
  fail(error: GatewayError, requestId: string): string | null {
    if (this.response === null) return null;
    const response = { ...this.response, status: 'failed', error: failureOf(error, requestId) };
    const type = 'response.failed';
    return formatEvent(JSON.stringify({ type, sequence_number: this.sequenceNumber + 1, response }), type);
  }

  #watched(bytes: Buffer): WatchedChunk {
    const { response, stopReason } = this;
    if (!this.#keepsAnswer || response === null || stopReason === null || this.#isUntold(response))
      return { bytes, seen: this.#seen };
    return { bytes, seen: this.#seen, answer: { view: response, stopReason } };
  }

  /** Whether the bytes are one event of the kind the last ones were: most of a stream is. */
  #isAnotherDelta(events: Buffer): boolean {
    const line = this.#deltaLine;
    if (line.length === 0 || events.length <= line.length) return false;
    return (
      events.compare(line, 0, line.length, 0, line.length) === 0 &&
      events[events.length - 3] === closingBrace &&
      events.indexOf(blankLine) === events.length - 2
    );
  }

  /** What to forward instead of the event; `null` to forward it as it is. */
  #watchWhole(name: string | null, data: string): string | null {
    if (data === '') return null;
    // Some compatible servers end as Chat streams do; without a stop reason the answer was cut.
    if (data.startsWith('[DONE]')) return '';
    const parsed = parseChunk(data);
    const type = typeof parsed.type === 'string' ? parsed.type : (name ?? '');
    const failure = decodeStreamFailure({ ...parsed, type });
    if (failure !== null) throw failure;
    if (!wholeEvents.has(type)) {
      if (type === itemEnds && this.#keepsAnswer) this.#keepItem(parsed);
      if (isContent(type, data, 0, data.length)) this.#seen |= Seen.content;
      if (type.endsWith('.delta')) this.#hasDelta = true;
      return null;
    }
    if (type === 'response.created') {
      if (this.#wasCreated) throw createdTwice();
      this.#wasCreated = true;
    }
    const { response } = parsed;
    if (!isJsonObject(response)) return null;
    let told = response;
    if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.cancelled') {
      if (this.#items.size > 0 && !hasItems(response)) told = { ...response, output: this.#endedItems() };
      this.#end(told);
    }
    const isLost = this.stopReason !== null && this.#keepsAnswer && this.#isUntold(told);
    this.response = overrideResponse(told, isLost ? { ...this.#override, store: false } : this.#override);
    if (this.response === response) return null;
    return formatEvent(JSON.stringify({ ...parsed, response: this.response }), name);
  }

  #keepItem({ item, output_index: place }: JsonObject): void {
    if (isJsonObject(item)) this.#items.set(typeof place === 'number' ? place : this.#items.size, item);
  }

  /** In the answer's order: calls made side by side may end in another. */
  #endedItems(): readonly JsonObject[] {
    return [...this.#items].sort(([one], [other]) => one - other).map(([, item]) => item);
  }

  /** The server has told what was said only piece by piece: there is no item to keep. */
  #isUntold(response: JsonObject): boolean {
    return this.#hasDelta && !hasItems(response);
  }

  #end(response: JsonObject): void {
    const { stopReason } = endedResponse(Array.isArray(response.output) ? response : { ...response, output: [] });
    this.stopReason = stopReason;
    this.usage = decodeUsage(response.usage);
    this.#seen |= Seen.stop | Seen.end | (this.usage === null ? 0 : Seen.usage);
  }
}

function hasItems({ output }: JsonObject): boolean {
  return Array.isArray(output) && output.length > 0;
}

interface EventPlace {
  /** `null` when the event must be read to know. */
  readonly name: string | null;
  readonly dataFrom: number;
  readonly to: number;
}

/** Where the next event stands. */
function nextEvent(text: string, at: number): EventPlace {
  if (text.startsWith('event: ', at)) {
    const nameEnd = text.indexOf('\n', at);
    const dataEnd = text.indexOf('\n', nameEnd + 1);
    if (
      nameEnd !== -1 &&
      dataEnd !== -1 &&
      text.charCodeAt(dataEnd + 1) === 10 &&
      text.startsWith('data:', nameEnd + 1)
    ) {
      const name = text.slice(at + 7, nameEnd);
      if (!name.endsWith('\r')) return { name, dataFrom: nameEnd + 6, to: dataEnd + 2 };
    }
  }
  const end = /\r\n\r\n|\n\n|\r\r|\n\r\n/g;
  end.lastIndex = at;
  const found = end.exec(text);
  return { name: null, dataFrom: at, to: found === null ? text.length : found.index + found[0].length };
}

/** Deltas, which are nearly all of a stream, are looked at from the outside only. @throws GatewayError `broken-answer`. */
function checkWhole(name: string, data: string): void {
  if (data === '' || (name.endsWith('.delta') && data.startsWith('{') && data.endsWith('}'))) return;
  parseChunk(data);
}

/** Whether an event brings something a reader would call progress. */
function isContent(name: string, text: string, from: number, to: number): boolean {
  if (name !== 'response.output_item.added') return !announcements.has(name);
  const item = text.slice(from, to);
  return !/"type": ?"(?:message|reasoning)"/.test(item);
}
