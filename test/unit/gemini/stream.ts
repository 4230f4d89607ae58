import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { Part } from '../../../core/conversation/part.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';

const folder = join(import.meta.dirname, '../../fixtures/gemini');

export function readBody(name: string): JsonObject {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).body;
}

/** The neutral events of a stream's fixture. */
export function decodeFixture(name: string): ConversationEvent[] {
  const events = new EventFramer().push(readFileSync(join(folder, `${name}.sse`)));
  const data = events === null ? [] : [...readEvents(events)].map((event) => JSON.parse(event.data));
  return decodeAll(data);
}

export function decodeAll(wire: readonly unknown[]): ConversationEvent[] {
  const decoder = gemini.createEventDecoder();
  return wire.flatMap((event) => decoder.decode(event));
}

/** Puts a streamed answer together, and checks the order of its events on the way. */
export function assemble(events: readonly ConversationEvent[]): ConversationAnswer {
  const [first, ...rest] = events;
  if (first?.type !== 'started') throw new Error('the first event is not `started`');
  const parts: Part[] = [];
  const open = new Set<number>();
  let ending: Pick<ConversationAnswer, 'stopReason'> | null = null;
  let usage: Pick<ConversationAnswer, 'usage' | 'serviceTier'> = { usage: null };
  for (const event of rest) {
    switch (event.type) {
      case 'started':
        throw new Error('`started` twice');
      case 'part-begins':
        if (event.index !== parts.length || ending !== null) throw new Error(`part ${event.index} is out of order`);
        open.add(event.index);
        parts.push(toPart(event));
        break;
      case 'part-delta':
        if (!open.has(event.index)) throw new Error(`part ${event.index} is not open`);
        parts[event.index] = withText(parts[event.index], event.text);
        break;
      case 'part-ends':
        if (!open.delete(event.index)) throw new Error(`part ${event.index} ends twice`);
        if (event.opaque) parts[event.index] = Object.assign({}, parts[event.index], { opaque: event.opaque });
        break;
      case 'usage':
        usage = { usage: event.usage, ...(event.serviceTier !== undefined && { serviceTier: event.serviceTier }) };
        break;
      case 'finished':
        if (open.size > 0 || ending !== null) throw new Error('`finished` too early or twice');
        ending = { stopReason: event.stopReason };
    }
  }
  if (ending === null) throw new Error('the stream is not finished');
  return { id: first.id, model: first.model, parts, ...ending, ...usage };
}

function toPart({ part }: Extract<ConversationEvent, { type: 'part-begins' }>): Part {
  if (part.type === 'opaque') return part;
  return part.type === 'tool-call' ? { ...part, input: '' } : { ...part, text: '' };
}

function withText(part: Part | undefined, text: string): Part {
  if (part?.type === 'tool-call') return { ...part, input: part.input + text };
  if (part !== undefined && 'text' in part) return { ...part, text: part.text + text };
  throw new Error('a delta of a part without text');
}
