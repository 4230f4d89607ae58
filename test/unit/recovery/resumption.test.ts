import { describe, expect, test } from '@jest/globals';
import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';
import { Resumption } from '../../../core/resilience/recovery/resumption.ts';
import { call, finished, openPart, part, reasoning, started, text } from './streamed-answer.ts';

const delta = (index: number, more: string): ConversationEvent => ({ type: 'part-delta', index, text: more });
const ends = (index: number): ConversationEvent => ({ type: 'part-ends', index });
const diverged = expect.objectContaining({ kind: 'diverged' });
const cited = (data: string): StreamedPart => ({ type: 'opaque', opaque: { protocol: 'p', data } });

function restart(sent: readonly ConversationEvent[], ...events: readonly ConversationEvent[]): ConversationEvent[] {
  const resumption = new Resumption(sent, 'restart');
  return events.flatMap((event) => resumption.push(event));
}

function carryOn(sent: string, ...pieces: readonly string[]): ConversationEvent[] {
  const resumption = new Resumption([started(), ...openPart(0, text, sent)], 'continue');
  return [started('b'), ...part(0, text, ...pieces), finished].flatMap((event) => resumption.push(event));
}

const textOf = (events: readonly ConversationEvent[]): string =>
  events.map((event) => (event.type === 'part-delta' ? event.text : '')).join('');

describe('a restart', () => {
  const sent = [started(), ...openPart(0, text, 'The answer', ' is')];

  test('passes on what is beyond the sent text, in the part that was open', () => {
    expect(restart(sent, started('b'), ...part(0, text, 'The', ' answer is 4', '2.'), finished)).toEqual([
      delta(0, ' 4'),
      delta(0, '2.'),
      ends(0),
      finished,
    ]);
  });

  test('that says nothing more closes what was open', () => {
    expect(restart(sent, ...part(0, text, 'The answer is'), finished)).toEqual([ends(0), finished]);
  });

  test.each([
    ['other words', part(0, text, 'The answer was')],
    ['other words of the same length, right from the start', part(0, text, 'My reply will be 42')],
    ['another case', part(0, text, 'the answer is')],
    ['less text before its end', [...part(0, text, 'The answer'), finished]],
    ['less text before a tool call', [...part(0, text, 'The answer'), ...part(1, call('f'), '{}')]],
    ['a tool call in place of the text', part(0, call('f'), '{}')],
    ['a refusal in place of the text', part(0, { type: 'refusal' }, 'The answer is')],
    ['nothing at all', [finished]],
  ])('with %s is a difference', (_, events) => {
    const resumption = new Resumption(sent, 'restart');
    const told: ConversationEvent[] = [];
    expect(() => {
      for (const event of events) told.push(...resumption.push(event));
    }).toThrow(diverged);
    expect(told).toEqual([]);
  });

  test('passes on nothing of an event that goes beyond one part when another was sent', () => {
    const broken = [started(), ...part(0, text, 'Look:'), ...openPart(1, call('f'), '{')];
    const resumption = new Resumption(broken, 'restart');
    expect(resumption.push({ type: 'part-begins', index: 0, part: text })).toEqual([]);
    expect(() => resumption.push(delta(0, 'Look: here'))).toThrow(diverged);
  });

  test('may not go beyond a part while another that was sent has not come again', () => {
    const begins = (index: number, what: StreamedPart): ConversationEvent => ({
      type: 'part-begins',
      index,
      part: what,
    });
    const broken = [started(), begins(0, call('f')), delta(0, '{'), begins(1, call('g')), delta(1, '{')];
    expect(() => restart(broken, begins(0, call('f')), delta(0, '{"a"'))).toThrow(diverged);
  });

  test('is a difference as soon as the next part begins too early', () => {
    const broken = [started(), ...part(0, text, 'Look:'), ...openPart(1, call('f'), '{')];
    expect(() => restart(broken, ...part(0, text, 'Look'), ...openPart(1, call('f')))).toThrow(diverged);
  });

  test('fills a part that had begun and said nothing', () => {
    expect(restart([started(), ...openPart(0, text)], ...part(0, text, 'A'), finished)).toEqual([
      delta(0, 'A'),
      ends(0),
      finished,
    ]);
  });

  test('goes on in a part of its own when the text had ended', () => {
    expect(restart([started(), ...part(0, text, 'One')], ...part(0, text, 'One two'), finished)).toEqual([
      ...part(1, text, ' two'),
      finished,
    ]);
  });

  test('reads text alike however it is cut into parts', () => {
    const cut = [...part(0, text, 'The'), ...part(1, reasoning, 'hm'), ...part(2, text, ' answer is 42')];
    expect(restart(sent, ...cut, finished)).toEqual([delta(0, ' 42'), ends(0), finished]);
  });

  test('goes on within a tool call, whose id stays the one that was told', () => {
    const broken = [started(), ...part(0, text, 'Look:'), ...openPart(1, call('weather', 'one'), '{"city":')];
    const again = [...part(0, text, 'Look:'), ...part(1, call('weather', 'two'), '{"ci', 'ty":"Bonn"}')];
    expect(restart(broken, ...again, ...part(2, call('more', 'three'), '{}'), finished)).toEqual([
      delta(1, '"Bonn"}'),
      ends(1),
      ...part(2, call('more', 'three'), '{}'),
      finished,
    ]);
  });

  test.each([
    ['another tool', part(0, call('time'), '{"city":"Bonn"}')],
    ['other arguments', part(0, call('weather'), '{"city":"Rome"}')],
    ['arguments that differ in white space only', part(0, call('weather'), '{ "city": "Bonn"}')],
    ['fewer arguments', part(0, call('weather'), '{"city"')],
    ['text before the call', part(0, text, 'Well')],
    ['a call of another kind', part(0, { type: 'tool-call', id: 'c', name: 'weather', kind: 'custom' }, '{"city":"B')],
  ])('of a tool call with %s is a difference', (_, events) => {
    const broken = [started(), ...openPart(0, call('weather'), '{"city":"B')];
    expect(() => restart(broken, ...events)).toThrow(diverged);
  });

  test('of a call that had ended may not say more of it', () => {
    const broken = [started(), ...part(0, call('f'), '{}')];
    expect(() => restart(broken, ...part(0, call('f'), '{}{}'))).toThrow(diverged);
  });

  test('takes a function call without input for one with the empty object', () => {
    const without = part(0, call('f'));
    const empty = part(0, call('f'), '{}');
    expect(restart([started(), ...without], ...empty, finished)).toEqual([finished]);
    expect(restart([started(), ...empty], ...without, finished)).toEqual([finished]);
    expect(restart([started(), ...empty.slice(0, -1)], ...without, finished)).toEqual([ends(0), finished]);
  });

  test('compares opaque parts by what they hold', () => {
    const broken = [started(), ...part(0, cited('x')), ...openPart(1, text, 'A')];
    expect(restart(broken, ...part(0, cited('x')), ...part(1, text, 'AB'))).toEqual([delta(1, 'B'), ends(1)]);
    expect(() => restart(broken, ...part(0, cited('y')))).toThrow(diverged);
  });

  test('drops its reasoning when some had been sent, and passes on the answer', () => {
    const broken = [started(), ...openPart(0, reasoning, 'Let me')];
    const again = [...part(0, reasoning, 'I think that'), ...part(1, text, 'Yes.'), finished];
    expect(restart(broken, ...again)).toEqual([ends(0), ...part(1, text, 'Yes.'), finished]);
  });

  test('drops reasoning that would come after the text it led to', () => {
    const again = [...part(0, reasoning, 'I think'), ...part(1, text, 'The answer is 42'), finished];
    expect(restart(sent, ...again)).toEqual([delta(0, ' 42'), ends(0), finished]);
  });

  test('passes on reasoning that comes after what was sent', () => {
    const again = [...part(0, text, 'The answer is'), ...part(1, reasoning, 'so'), ...part(2, call('f'), '{}')];
    expect(restart(sent, ...again)).toEqual([ends(0), ...part(1, reasoning, 'so'), ...part(2, call('f'), '{}')]);
  });

  test('passes on later reasoning when some had led to what was sent', () => {
    const broken = [started(), ...part(0, reasoning, 'so'), ...openPart(1, text, 'One')];
    const again = [...part(0, reasoning, 'well'), ...part(1, text, 'One'), ...part(2, reasoning, 'next')];
    expect(restart(broken, ...again)).toEqual([ends(1), ...part(2, reasoning, 'next')]);
  });

  test('after nothing but the start is the whole new answer', () => {
    const again = [...part(0, reasoning, 'Hm'), ...part(1, text, 'Yes.'), finished];
    expect(restart([started()], started('b'), ...again)).toEqual(again);
    expect(restart([], started('b'), ...again)).toEqual([started('b'), ...again]);
  });

  test('passes on usage as the new attempt’s own', () => {
    const usage = { freshInput: 1, cacheRead: 0, cacheWrite: {}, output: 2, reasoning: null };
    expect(restart(sent, { type: 'usage', usage })).toEqual([{ type: 'usage', usage }]);
  });
});

describe('a continuation', () => {
  test('goes on in the open part', () => {
    expect(carryOn('The answer is', ' 4', '2.')).toEqual([delta(0, ' 4'), delta(0, '2.'), ends(0), finished]);
  });

  test('tells white space once that was left off the text to be continued', () => {
    expect(textOf(carryOn('First.\r\n\r\n', '\r\n', '\r\nSecond.'))).toBe('Second.');
    expect(textOf(carryOn('First. ', '  Second.'))).toBe(' Second.');
    expect(textOf(carryOn('First. ', 'Second.'))).toBe('Second.');
    expect(textOf(carryOn('First.\n', ' Second.'))).toBe(' Second.');
  });

  test('that begins anew is told by its first 16 characters and aligned', () => {
    expect(textOf(carryOn('It was a dark and stormy night', 'It was a dark ', 'and stormy night', '; rain'))).toBe(
      '; rain',
    );
    expect(() => carryOn('It was a dark and stormy night', 'It was a dark and ', 'rainy night')).toThrow(diverged);
  });

  test('that repeats a short text whole is taken for a new start', () => {
    expect(textOf(carryOn('Well,', 'Well, yes.'))).toBe(' yes.');
    expect(textOf(carryOn('Ha ', 'Ha ha!'))).toBe('Ha ha!');
  });

  test('that begins anew must bring the white space, too', () => {
    expect(textOf(carryOn('It is high.\n\n', 'It is high.\n\nIt turns.'))).toBe('It turns.');
    expect(() => carryOn('It is high.\n\n', 'It is high. It turns.')).toThrow(diverged);
    expect(() => carryOn('Well,\n', 'Well,', ' yes.')).toThrow(diverged);
  });

  test('that begins with what the client had begun is a new start', () => {
    const sent = [started(), ...openPart(0, text, 'in Brest is high a')];
    const push = (...pieces: readonly string[]): ConversationEvent[] => {
      const resumption = new Resumption(sent, 'continue', 'the tide ');
      return [...part(0, text, ...pieces), finished].flatMap((event) => resumption.push(event));
    };
    expect(() => push('the tide ', 'in Brest is high at noon')).toThrow(diverged);
    expect(() => push('the tide in Rome')).toThrow(diverged);
    expect(textOf(push('t noon'))).toBe('t noon');
    expect(textOf(push('in Brest is ', 'high at noon'))).toBe('t noon');
  });

  test('that only seems to begin anew is passed on with what was held', () => {
    expect(carryOn('The answer is: ', 'The', ' ', 'others vary')).toEqual([
      delta(0, 'The'),
      delta(0, ' '),
      delta(0, 'others vary'),
      ends(0),
      finished,
    ]);
    expect(textOf(carryOn('The answer is:', 'The'))).toBe('The');
  });

  test('that begins anew in other words is a difference before anything of it is told', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'The answer is 42')], 'continue');
    const events = [started('b'), ...openPart(0, text, 'The answer', ' is 4')];
    expect(events.flatMap((event) => resumption.push(event))).toEqual([]);
    expect(() => resumption.push(delta(0, '!'))).toThrow(diverged);
  });

  test('may call tools after the text', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'Let me look.')], 'continue');
    for (const event of part(0, text, 'Let')) expect(resumption.push(event)).toEqual([]);
    const [begins, ...rest] = part(1, call('f'), '{}') as [ConversationEvent, ...ConversationEvent[]];
    expect(resumption.push(begins)).toEqual([delta(0, 'Let'), ends(0), begins]);
    expect([...rest, finished].flatMap((event) => resumption.push(event))).toEqual([...rest, finished]);
  });

  test('keeps the white space of text after a tool call', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'Let me look. ')], 'continue');
    const events = [...part(0, call('f'), '{}'), ...part(1, text, ' Done.'), finished];
    expect(textOf(events.flatMap((event) => resumption.push(event)))).toBe('{} Done.');
  });

  test('is not taken for a new start by what it thinks', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'The answer')], 'continue');
    const events = [...part(0, reasoning, 'The answer'), ...part(1, text, ' is'), finished];
    expect(textOf(events.flatMap((event) => resumption.push(event)))).toBe(' is');
  });

  test('thinks aside before it goes on, and aloud afterwards', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'One')], 'continue');
    const events = [
      started('b'),
      ...part(0, reasoning, 'where was I'),
      ...part(1, text, ' two'),
      ...part(2, reasoning, 'next'),
    ];
    expect(events.flatMap((event) => resumption.push(event))).toEqual([
      delta(0, ' two'),
      ends(0),
      ...part(1, reasoning, 'next'),
    ]);
  });

  test('that thinks and begins anew is aligned', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'The answer')], 'continue');
    const events = [...part(0, reasoning, 'Hm'), ...part(1, text, 'The answer', ' is'), finished];
    expect(events.flatMap((event) => resumption.push(event))).toEqual([delta(0, ' is'), ends(0), finished]);
  });

  test('says whether it was one as soon as that can be told', () => {
    const resumption = new Resumption([started(), ...openPart(0, text, 'The answer:')], 'continue');
    const events = part(0, text, 'The', ' time');
    const seen = events.map((event) => {
      resumption.push(event);
      return resumption.isRestart;
    });
    expect(seen).toEqual([null, null, false, false]);
  });

  test.each([
    ['a tool call', openPart(0, call('f'))],
    ['a refusal', openPart(0, { type: 'refusal' }, 'No')],
    ['an opaque part', part(0, cited('x'))],
  ])('is not for an answer with %s', (_, parts) => {
    expect(() => new Resumption([started(), ...parts], 'continue')).toThrow(RangeError);
  });
});

test('a finished answer cannot be resumed', () => {
  expect(() => new Resumption([started(), finished], 'restart')).toThrow(RangeError);
});

test('a new answer that breaks off, too, is broken', () => {
  const resumption = new Resumption([started(), ...openPart(0, text, 'a')], 'restart');
  resumption.push({ type: 'part-begins', index: 0, part: text });
  resumption.push(delta(0, 'ab'));
  expect(() => resumption.end()).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  resumption.push(ends(0));
  resumption.push(finished);
  expect(() => resumption.end()).not.toThrow();
});
