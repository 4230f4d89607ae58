import fc from 'fast-check';
import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';
import { finished, part, started } from './streamed-answer.ts';

export interface WrittenPart {
  readonly part: StreamedPart;
  readonly text: string;
}

/** Text with what is easily torn: surrogate pairs, combining marks, line ends of two characters, white space. */
export const prose = fc.oneof(
  { weight: 3, arbitrary: words(['The ', 'end', '\r\n', ' ', '🙂', 'e\u0301', '👩‍👩‍👧', 'ß', '\n\n', '\t', '中']) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }) },
);

/** Text of so few letters that answers are often alike. */
export const babble = words(['a', 'b', ' ']);

function words(choices: readonly string[]): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...choices), { minLength: 1, maxLength: 14 })
    .map((chosen) => chosen.join(''))
    .filter((joined) => joined !== '');
}

export function answers(letters: fc.Arbitrary<string>): fc.Arbitrary<readonly WrittenPart[]> {
  const input = fc.oneof(
    fc.constant(''),
    letters.map((text) => JSON.stringify({ text })),
  );
  const call = (kind: 'function' | 'custom') =>
    fc.record({ name: fc.constantFrom('f', 'g'), text: input }).map(
      ({ name, text }): WrittenPart => ({
        part: { type: 'tool-call', id: 'first', name, kind },
        // A function call without input is told as one with the empty object.
        text: text === '' && kind === 'function' ? '{ }' : text,
      }),
    );
  const plain = (type: 'text' | 'refusal' | 'reasoning') =>
    letters.map((text): WrittenPart => ({ part: { type }, text }));
  const opaque = fc
    .constantFrom(1, 2)
    .map((data): WrittenPart => ({ part: { type: 'opaque', opaque: { protocol: 'p', data } }, text: '' }));
  const any = fc.oneof(
    { weight: 5, arbitrary: plain('text') },
    { weight: 2, arbitrary: plain('reasoning') },
    { weight: 2, arbitrary: call('function') },
    { weight: 1, arbitrary: call('custom') },
    { weight: 1, arbitrary: plain('refusal') },
    { weight: 1, arbitrary: opaque },
  );
  return fc.array(any, { minLength: 1, maxLength: 5 });
}

/** How long the deltas are, in turn; 0 is an empty one. */
export const sizes = fc
  .array(fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 30 })), { minLength: 1, maxLength: 6 })
  .map((chosen) => (chosen.every((size) => size === 0) ? [1] : chosen));

/** Cuts text anywhere, in the middle of a surrogate pair too. */
export function cutText(text: string, pieceSizes: readonly number[]): string[] {
  const pieces: string[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = pieceSizes[turn % pieceSizes.length] ?? 1;
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}

/** A whole answer's events. */
export function write(
  parts: readonly WrittenPart[],
  pieceSizes: readonly number[],
  answerId = 'first',
): ConversationEvent[] {
  return [
    started(answerId),
    ...parts.flatMap(({ part: what, text }, index) =>
      part(index, what.type === 'tool-call' ? { ...what, id: answerId } : what, ...cutText(text, pieceSizes)),
    ),
    finished,
  ];
}

/** The same answer with its parts' events in between one another, and its deltas cut smaller. */
export function interleave(
  events: readonly ConversationEvent[],
  turns: readonly number[],
): { readonly whole: ConversationEvent[]; readonly recut: ConversationEvent[] } {
  const queues = new Map<number, ConversationEvent[]>();
  for (const event of events) {
    if (!('index' in event) || (event.type === 'part-delta' && event.text === '')) continue;
    const queue = queues.get(event.index) ?? [];
    queues.set(event.index, queue);
    queue.push(event);
  }
  const waiting = [...queues.values()];
  const open: ConversationEvent[][] = [];
  const mixed: ConversationEvent[] = [];
  for (let turn = 0; waiting.length + open.length > 0; turn++) {
    const choice = (turns[turn % turns.length] ?? 0) % (open.length + (waiting.length > 0 ? 1 : 0));
    const queue = open[choice] ?? waiting.shift() ?? [];
    if (choice >= open.length) open.push(queue);
    // A part begins with its first text: before that it is nothing to a reader.
    mixed.push(...queue.splice(0, choice === open.length - 1 && queue[0]?.type === 'part-begins' ? 2 : 1));
    if (queue.length === 0) open.splice(open.indexOf(queue), 1);
  }
  const recut = mixed.flatMap((event): ConversationEvent[] =>
    event.type === 'part-delta' ? cutText(event.text, [1, 2]).map((text) => ({ ...event, text })) : [event],
  );
  return { whole: [started(), ...mixed, finished], recut: [started('b'), ...recut, finished] };
}
