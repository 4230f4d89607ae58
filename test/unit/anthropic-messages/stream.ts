import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { EventFramer } from '../../../protocols/server-sent-events/event-framer.ts';

/** The neutral events in the bytes of a stream, given as they are cut here. */
export async function decodeStream(chunks: readonly Buffer[]): Promise<ConversationEvent[]> {
  const decoder = anthropicMessages.createEventDecoder();
  const framer = new EventFramer();
  const events: ConversationEvent[] = [];
  for (const chunk of chunks) {
    const whole = framer.push(chunk);
    for (const { data } of whole === null ? [] : readEvents(whole)) events.push(...decoder.decode(JSON.parse(data)));
  }
  return events;
}

/** Puts a streamed answer together, and checks the order of its events on the way. */
export function assemble(events: readonly ConversationEvent[]): ConversationAnswer {
  const [first, ...rest] = events;
  if (first?.type !== 'started') throw new Error('the first event is not `started`');
  const parts: Part[] = [];
  const open = new Set<number>();
  let answer: ConversationAnswer | null = null;
  let usage: Pick<ConversationAnswer, 'usage' | 'serviceTier'> = { usage: null };
  for (const event of rest) {
    switch (event.type) {
      case 'started':
        throw new Error('`started` twice');
      case 'part-begins':
        if (event.index !== parts.length || answer !== null) throw new Error(`part ${event.index} is out of order`);
        open.add(event.index);
        parts.push(toPart(event));
        break;
      case 'part-delta':
        if (!open.has(event.index)) throw new Error(`part ${event.index} is not open`);
        parts[event.index] = withText(parts[event.index], event.text);
        break;
      case 'part-ends':
        if (!open.delete(event.index)) throw new Error(`part ${event.index} ends twice`);
        if (event.signature !== undefined) parts[event.index] = withSignature(parts[event.index], event.signature);
        break;
      case 'usage':
        usage = { usage: event.usage, ...(event.serviceTier !== undefined && { serviceTier: event.serviceTier }) };
        break;
      case 'finished':
        if (open.size > 0 || answer !== null) throw new Error('`finished` too early or twice');
        answer = { id: first.id, model: first.model, parts, stopReason: event.stopReason, usage: null };
    }
  }
  if (answer === null) throw new Error('the stream is not finished');
  return { ...answer, ...usage };
}

function toPart({ part }: Extract<ConversationEvent, { type: 'part-begins' }>): Part {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return { ...part, text: '' };
    case 'tool-call':
      return { ...part, input: '' };
    case 'opaque':
      return part;
  }
}

function withText(part: Part | undefined, text: string): Part {
  if (part?.type === 'tool-call') return { ...part, input: part.input + text };
  if (part !== undefined && 'text' in part) return { ...part, text: part.text + text };
  throw new Error('a delta of a part without text');
}

function withSignature(part: Part | undefined, signature: string): Part {
  if (part?.type === 'reasoning') return { ...part, signature };
  throw new Error('a signature of a part without reasoning');
}
