import { expect, test } from '@jest/globals';
import { summarizeSent } from '../../../core/resilience/recovery/summarize-sent.ts';
import { call, openPart, part, reasoning, started, text } from './streamed-answer.ts';

const nothing = {
  text: '',
  characters: 0,
  hasToolInput: false,
  hasOther: false,
};

test('nothing was sent yet', () => {
  expect(summarizeSent([])).toEqual(nothing);
  expect(summarizeSent([started()])).toEqual(nothing);
});

test('all text counts, and reasoning does not', () => {
  const sent = [started(), ...part(0, reasoning, 'Hm'), ...part(1, text, 'Grüße', ' '), ...openPart(2, text, '🙂')];
  expect(summarizeSent(sent)).toEqual({
    ...nothing,
    text: 'Grüße 🙂',
    characters: 8,
  });
});

test('tool input is to be brought again, too', () => {
  const sent = [started(), ...part(0, text, 'Look'), ...openPart(1, call('f'), '{"a"')];
  expect(summarizeSent(sent)).toEqual({ ...nothing, text: 'Look', characters: 8, hasToolInput: true });
});

test('a tool call has begun as soon as it is named', () => {
  expect(summarizeSent([started(), ...openPart(0, call('f'))])).toMatchObject({ hasToolInput: true, characters: 0 });
});

test.each([
  ['a refusal', openPart(0, { type: 'refusal' }, 'No')],
  ['an opaque part', part(0, { type: 'opaque', opaque: { protocol: 'p', data: 1 } })],
])('%s is something other than text', (_, events) => {
  expect(summarizeSent([started(), ...events])).toMatchObject({ hasOther: true, text: '' });
});
