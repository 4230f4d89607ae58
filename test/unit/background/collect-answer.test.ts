import { expect, test } from '@jest/globals';
import { collectAnswer } from '../../../core/background/collect-answer.ts';

test('an answer is put together from its events, parts in their order', () => {
  const usage = { freshInput: 1, cacheRead: 0, cacheWrite: {}, output: 9, reasoning: 4 };
  const opaque = { protocol: 'some', data: { a: 1 } };
  const answer = collectAnswer([
    { type: 'started', id: null, model: 'm' },
    { type: 'part-begins', index: 0, part: { type: 'reasoning' } },
    { type: 'part-delta', index: 0, text: 'hm' },
    { type: 'part-ends', index: 0, signature: 'signed' },
    { type: 'part-begins', index: 2, part: { type: 'tool-call', id: 'c1', name: 'f', kind: 'function' } },
    { type: 'part-begins', index: 1, part: { type: 'opaque', opaque } },
    { type: 'part-delta', index: 2, text: '{"a"' },
    { type: 'part-delta', index: 2, text: ':1}' },
    { type: 'part-ends', index: 1 },
    { type: 'part-ends', index: 2 },
    { type: 'usage', usage, serviceTier: 'flex' },
    { type: 'finished', stopReason: 'tool' },
  ]);
  expect(answer).toEqual({
    id: null,
    model: 'm',
    parts: [
      { type: 'reasoning', text: 'hm', signature: 'signed' },
      { type: 'opaque', opaque },
      { type: 'tool-call', id: 'c1', name: 'f', kind: 'function', input: '{"a":1}' },
    ],
    stopReason: 'tool',
    usage,
    serviceTier: 'flex',
  });
});

test('events without an end are no answer', () => {
  expect(() => collectAnswer([{ type: 'started', id: null, model: 'm' }])).toThrow('not finished');
});
