import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { Resumption } from '../../../core/resilience/recovery/resumption.ts';
import { startsAgain } from '../../../core/resilience/recovery/starts-again.ts';
import { answers, babble, cutText, interleave, prose, sizes, write } from './arbitrary-answers.ts';
import {
  callIds,
  finished,
  openPart,
  part,
  readParts,
  reasoningStretches,
  started,
  text,
  visible,
} from './streamed-answer.ts';

interface Resumed {
  /** Everything the client has. */
  readonly client: ConversationEvent[];
  readonly hasDiverged: boolean;
}

function resume(
  sent: readonly ConversationEvent[],
  how: 'continue' | 'restart',
  events: readonly ConversationEvent[],
): Resumed {
  const resumption = new Resumption(sent, how);
  const client = [...sent];
  try {
    for (const event of events) client.push(...resumption.push(event));
  } catch (error) {
    if (error instanceof GatewayError && error.kind === 'diverged') return { client, hasDiverged: true };
    throw error;
  }
  return { client, hasDiverged: false };
}

/** All that was sent when the stream broke: any beginning without the finish. */
function breakOff(events: readonly ConversationEvent[], at: number): ConversationEvent[] {
  return events.slice(0, at % events.length);
}

const joined = (events: readonly ConversationEvent[]): string =>
  readParts(events)
    .filter(({ part }) => part.type === 'text')
    .map((read) => read.text)
    .join('');

describe('a restart', () => {
  test('of the same answer gives it once, wherever it broke and however it is cut', () => {
    fc.assert(
      fc.property(answers(prose), sizes, sizes, fc.nat(), (parts, first, second, at) => {
        const whole = write(parts, first);
        const sent = breakOff(whole, at);
        const { client, hasDiverged } = resume(sent, 'restart', write(parts, second, 'second'));
        expect(hasDiverged).toBe(false);
        expect(visible(client)).toEqual(visible(whole));
        expect(client.at(-1)).toEqual(finished);
        const told = callIds(sent).length;
        expect(callIds(client)).toEqual(callIds(whole).map((_, index) => (index < told ? 'first' : 'second')));
        expect(client[0]).toEqual(started(sent.length > 0 ? 'first' : 'second'));
      }),
      { numRuns: 300 },
    );
  });

  test('tells no reasoning twice, and all of it that comes after what was sent', () => {
    fc.assert(
      fc.property(answers(prose), sizes, sizes, fc.nat(), (parts, first, second, at) => {
        const whole = write(parts, first);
        const sent = breakOff(whole, at);
        const stretches = reasoningStretches(resume(sent, 'restart', write(parts, second)).client);
        const sentStretches = reasoningStretches(sent);
        const end = [...visible(sent)].length === 0 ? 0 : lengthOf(sent);
        for (const [before, stretch] of reasoningStretches(whole)) {
          const wasSent = sentStretches.has(before);
          const expected = wasSent || before < end ? sentStretches.get(before) : stretch;
          expect(stretches.get(before)).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of any answer is passed on only if it begins with what was sent', () => {
    fc.assert(
      fc.property(answers(babble), answers(babble), fc.boolean(), sizes, fc.nat(), (one, other, isMixed, cut, at) => {
        const sent = breakOff(write(one, cut), at);
        // The second answer often shares a beginning with the first.
        const half = one.slice(0, at % (one.length + 1));
        const second = write(isMixed ? [...half, ...other] : other, [...cut].reverse(), 'second');
        const { client, hasDiverged } = resume(sent, 'restart', second);
        expect(hasDiverged).toBe(!beginsWith(second, sent));
        expect(visible(client)).toEqual(visible(hasDiverged ? sent : second));
      }),
      { numRuns: 500 },
    );
  });

  test('of an answer that ends before what was sent is a difference', () => {
    fc.assert(
      fc.property(answers(prose), sizes, fc.nat(), fc.nat(), (parts, cut, at, missing) => {
        const sent = breakOff(write(parts, cut), at);
        const [last] = readParts(sent).slice(-1);
        fc.pre(last !== undefined && last.part.type === 'text' && last.text !== '');
        const kept = last.text.slice(0, missing % last.text.length);
        const shorter = [...parts.slice(0, readParts(sent).length - 1), { part: last.part, text: kept }];
        const { client, hasDiverged } = resume(sent, 'restart', write(shorter, cut));
        expect(hasDiverged).toBe(true);
        expect(client).toEqual(sent);
      }),
    );
  });

  test('that breaks off, too, can be restarted', () => {
    fc.assert(
      fc.property(answers(prose), sizes, sizes, fc.nat(), fc.nat(), (parts, first, second, at, again) => {
        const whole = write(parts, first);
        const once = resume(breakOff(whole, at), 'restart', breakOff(write(parts, second), again)).client;
        const twice = resume(once, 'restart', write(parts, first, 'third'));
        expect(twice.hasDiverged).toBe(false);
        expect(visible(twice.client)).toEqual(visible(whole));
      }),
    );
  });

  test('of an answer whose parts were told in between one another gives it once', () => {
    fc.assert(
      fc.property(answers(prose), sizes, fc.array(fc.nat(), { minLength: 1 }), fc.nat(), (parts, cut, turns, at) => {
        // Two texts in between one another are one text to a reader, in the order in which it came.
        const plain = parts.filter(({ part }) => isPlain(part.type));
        fc.pre(plain.length <= 1);
        const { whole, recut } = interleave(write(parts, cut), turns);
        const { client, hasDiverged } = resume(breakOff(whole, at), 'restart', recut);
        expect(hasDiverged).toBe(false);
        expect(visible(client)).toEqual(visible(whole));
      }),
    );
  });
});

describe('a continuation', () => {
  const texts = fc.oneof(prose, babble);
  const sentText = (before: string, cut: readonly number[], isEnded: boolean): ConversationEvent[] => [
    started(),
    ...(isEnded ? part : openPart)(0, text, ...cutText(before, cut)),
  ];
  const newText = (after: string, cut: readonly number[]): ConversationEvent[] => [
    started('second'),
    ...part(0, text, ...cutText(after, cut)),
    finished,
  ];

  test('follows what was sent, white space that was left off told once', () => {
    fc.assert(
      fc.property(texts, texts, sizes, sizes, fc.boolean(), (before, after, first, second, isEnded) => {
        const given = before.trimEnd();
        const answer = before.slice(given.length) + after;
        fc.pre(startsAgain(before, { text: answer, isOver: true }) === 'goes-on');
        const { client, hasDiverged } = resume(sentText(before, first, isEnded), 'continue', newText(answer, second));
        expect(hasDiverged).toBe(false);
        expect(joined(client)).toBe(before + after);
      }),
      { numRuns: 300 },
    );
  });

  test('that begins anew is told once', () => {
    fc.assert(
      fc.property(texts, texts, sizes, sizes, fc.boolean(), (before, after, first, second, isEnded) => {
        fc.pre(before.trimEnd().length >= 4);
        const sent = sentText(before, first, isEnded);
        const { client, hasDiverged } = resume(sent, 'continue', newText(before + after, second));
        expect(hasDiverged).toBe(false);
        expect(joined(client)).toBe(before + after);
      }),
      { numRuns: 300 },
    );
  });

  test('is all of the new text, or what of it is beyond the sent text, or a difference', () => {
    fc.assert(
      fc.property(babble, babble, fc.nat({ max: 20 }), sizes, sizes, (before, after, shared, first, second) => {
        const answer = before.slice(0, shared) + after;
        const given = before.trimEnd();
        const { client, hasDiverged } = resume(sentText(before, first, false), 'continue', newText(answer, second));
        const beginning = startsAgain(before, { text: answer, isOver: true });
        const isOther = beginning === 'otherwise' || (beginning === 'anew' && !answer.startsWith(before));
        expect(hasDiverged).toBe(isOther);
        if (isOther) expect(joined(client)).toBe(before);
        else if (beginning === 'anew') expect(joined(client)).toBe(answer);
        else expect(joined(client)).toBe(before + withoutShared(answer, before.slice(given.length)));
      }),
      { numRuns: 500 },
    );
  });

  test('holds fewer than 64 characters', () => {
    fc.assert(
      fc.property(prose, prose, sizes, fc.boolean(), (before, after, cut, isAnew) => {
        const sent = sentText(before, [7], false);
        const resumption = new Resumption(sent, 'continue');
        const client = [...sent];
        const answer = isAnew ? before + after : after;
        let begun = 0;
        for (const event of newText(answer, cut)) {
          try {
            client.push(...resumption.push(event));
          } catch {
            // In other words.
            return;
          }
          if (event.type === 'part-delta') begun += event.text.length;
          if (resumption.isRestart === null) expect(begun).toBeLessThan(64);
        }
        expect(resumption.isRestart).not.toBeNull();
      }),
    );
  });

  test('holds no more of it when its events are empty', () => {
    const resumption = new Resumption(sentText('What was sent', [3], false), 'continue');
    const empty = Array.from({ length: 100 }, (_, index) => part(index, text, '')).flat();
    for (const event of empty) expect(resumption.push(event)).toEqual([]);
    expect(resumption.isRestart).toBe(false);
  });
});

/** Whether an answer begins with all that was sent of another. */
function beginsWith(answer: readonly ConversationEvent[], sent: readonly ConversationEvent[]): boolean {
  const units = visible(answer);
  const sentUnits = visible(sent);
  const last = readParts(sent).findLast(
    ({ part, text }) => part.type !== 'reasoning' && !(isPlain(part.type) && text === ''),
  );
  return sentUnits.every((unit, index) => {
    const mayGoOn = index === sentUnits.length - 1 && last !== undefined && (last.isOpen || isPlain(last.part.type));
    return mayGoOn ? units[index]?.startsWith(unit) === true : units[index] === unit;
  });
}

function isPlain(type: string): boolean {
  return type === 'text' || type === 'refusal';
}

/** How much of the answer, reasoning aside, was told: as `reasoningStretches` counts. */
function lengthOf(events: readonly ConversationEvent[]): number {
  return readParts(events).reduce(
    (total, { part, text }) => (part.type === 'reasoning' ? total : total + text.length + (isPlain(part.type) ? 0 : 1)),
    0,
  );
}

function withoutShared(answer: string, whiteSpace: string): string {
  let shared = 0;
  while (shared < whiteSpace.length && answer[shared] === whiteSpace[shared]) shared++;
  return answer.slice(shared);
}
