import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';

/** A part of an answer as a reader has it. */
export interface ReadPart {
  readonly part: StreamedPart;
  readonly text: string;
  readonly isOpen: boolean;
}

/** One part's events, its text in pieces. */
export function part(index: number, what: StreamedPart, ...texts: string[]): ConversationEvent[] {
  return [...openPart(index, what, ...texts), { type: 'part-ends', index }];
}

export function openPart(index: number, what: StreamedPart, ...texts: string[]): ConversationEvent[] {
  return [
    { type: 'part-begins', index, part: what },
    ...texts.map((text): ConversationEvent => ({ type: 'part-delta', index, text })),
  ];
}

export const text: StreamedPart = { type: 'text' };
export const reasoning: StreamedPart = { type: 'reasoning' };
export const call = (name: string, id = `id-${name}`): StreamedPart => ({
  type: 'tool-call',
  id,
  name,
  kind: 'function',
});
export const started = (id = 'a'): ConversationEvent => ({ type: 'started', id, model: 'm' });
export const finished: ConversationEvent = { type: 'finished', stopReason: 'stop' };

/** The parts of a stream. Throws where the stream is not one a client can read. */
export function readParts(events: readonly ConversationEvent[]): ReadPart[] {
  const parts = new Map<number, { part: StreamedPart; text: string; isOpen: boolean }>();
  let isStarted = false;
  let isFinished = false;
  for (const event of events) {
    if (event.type === 'started') {
      if (isStarted || parts.size > 0) throw new Error('started twice, or late');
      isStarted = true;
    } else if (event.type === 'finished') {
      if (isFinished || [...parts.values()].some(({ isOpen }) => isOpen))
        throw new Error('finished twice, or too early');
      isFinished = true;
    } else if (event.type !== 'usage') {
      if (isFinished) throw new Error('more after the finish');
      const known = parts.get(event.index);
      if (event.type === 'part-begins') {
        if (event.index !== parts.size) throw new Error(`part ${event.index} begins as number ${parts.size}`);
        parts.set(event.index, { part: event.part, text: '', isOpen: true });
      } else if (!known?.isOpen) {
        throw new Error(`part ${event.index} is not open`);
      } else if (event.type === 'part-delta') {
        known.text += event.text;
      } else {
        known.isOpen = false;
      }
    }
  }
  return [...parts.values()];
}

/** The answer without its reasoning, text joined however it was cut into parts: one string for each unit. */
export function visible(events: readonly ConversationEvent[]): string[] {
  const units: { key: string; text: string; isPlain: boolean }[] = [];
  for (const { part, text } of readParts(events)) {
    const isPlain = part.type === 'text' || part.type === 'refusal';
    if (part.type === 'reasoning' || (isPlain && text === '')) continue;
    const key = keyOf(part);
    const last = units.at(-1);
    if (isPlain && last?.isPlain && last.key === key) last.text += text;
    else units.push({ key, text, isPlain });
  }
  return units.map(({ key, text }) => `${key}:${text}`);
}

function keyOf(part: StreamedPart): string {
  if (part.type === 'tool-call') return `${part.kind} ${part.name}`;
  return part.type === 'opaque' ? JSON.stringify(part.opaque) : part.type;
}

/** Each stretch of reasoning, with how much of the rest of the answer came before it. */
export function reasoningStretches(events: readonly ConversationEvent[]): Map<number, string> {
  const stretches = new Map<number, string>();
  let before = 0;
  for (const { part, text } of readParts(events)) {
    if (part.type === 'reasoning') stretches.set(before, (stretches.get(before) ?? '') + text);
    else before += text.length + (part.type === 'text' || part.type === 'refusal' ? 0 : 1);
  }
  return stretches;
}

export function callIds(events: readonly ConversationEvent[]): string[] {
  return readParts(events).flatMap(({ part }) => (part.type === 'tool-call' ? [part.id] : []));
}
