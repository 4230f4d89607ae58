import { describe, expect, test } from '@jest/globals';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { thrownBy } from './encode.ts';
import { readAnswerFixture } from './fixtures.ts';

const { decodeAnswer } = anthropicMessages;

function decodeFixture(name: string) {
  return decodeAnswer(readAnswerFixture(name).body);
}

test('a text answer is decoded with its id, model, usage and tier', () => {
  expect(decodeFixture('text')).toEqual({
    id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
    model: 'claude-haiku-5-5',
    parts: [{ type: 'text', text: 'The tide is high. 潮は満ちた。' }],
    stopReason: 'stop',
    usage: { freshInput: 100, cacheRead: 0, cacheWrite: {}, output: 20, reasoning: 0 },
    serviceTier: 'default',
  });
});

test('parallel tool calls are decoded, and what else they say travels with them', () => {
  const opaque = { protocol: 'anthropic-messages', data: { caller: { type: 'direct' } } };
  const call = { type: 'tool-call', name: 'get_tide', kind: 'function', opaque };
  expect(decodeFixture('tools').parts).toEqual([
    { ...call, id: 'toolu_a1', input: '{"port":"Brest"}' },
    { ...call, id: 'toolu_b2', input: '{"port":"Hull"}' },
  ]);
});

test('thinking keeps its signature, redacted thinking its data', () => {
  expect(decodeFixture('thinking').parts).toEqual([
    {
      type: 'reasoning',
      text: 'High water was at noon, so the tide is high.',
      signature: 'EqQBCkgIChACGAIiQFsig',
    },
    { type: 'reasoning', text: '', redacted: 'EmwKAhgBEgyRedacted' },
    { type: 'text', text: 'The tide is high. 潮は満ちた。' },
  ]);
});

test('a block no part type fits is kept whole', () => {
  const [, block] = readAnswerFixture('stop-paused').body.content as unknown[];
  expect(decodeFixture('stop-paused').parts[1]).toEqual({
    type: 'opaque',
    opaque: { protocol: 'anthropic-messages', data: block },
    advisory: true,
  });
});

describe('usage', () => {
  test('counts cached tokens apart, by time to live', () => {
    expect(decodeFixture('usage-cached').usage).toEqual({
      freshInput: 100,
      cacheRead: 60,
      cacheWrite: { '5m': 30, '1h': 10 },
      output: 20,
      reasoning: 5,
    });
  });

  const withUsage = (usage: unknown) => decodeAnswer({ ...readAnswerFixture('text').body, usage }).usage;

  test('counts written tokens without a time to live as default', () => {
    expect(withUsage({ input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 7 })?.cacheWrite).toEqual({
      default: 7,
    });
    const breakdown = { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 0 };
    expect(
      withUsage({ input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 7, cache_creation: breakdown })
        ?.cacheWrite,
    ).toEqual({ '5m': 3, default: 4 });
  });

  test('of zero is zero, and a missing one is null', () => {
    expect(withUsage({ input_tokens: 0, output_tokens: 0 })).toEqual({
      freshInput: 0,
      cacheRead: 0,
      cacheWrite: {},
      output: 0,
      reasoning: null,
    });
    expect(withUsage(undefined)).toBeNull();
    expect(withUsage({ input_tokens: 5 })).toBeNull();
    expect(withUsage({ output_tokens: 5 })).toBeNull();
  });
});

test.each([
  ['text', 'stop'],
  ['stop-sequence', 'stop'],
  ['tools', 'tool'],
  ['stop-length', 'length'],
  ['stop-context-full', 'context-full'],
  ['stop-paused', 'paused'],
  ['stop-filtered', 'filtered'],
])('%s ended for the reason %s', (name, stopReason) => {
  expect(decodeFixture(name).stopReason).toBe(stopReason);
});

test('a stop reason nobody knows yet counts as stop', () => {
  expect(decodeAnswer({ ...readAnswerFixture('text').body, stop_reason: 'new' }).stopReason).toBe('stop');
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['a text', 'The tide is high.'],
  ['an answer without content', { ...readAnswerFixture('text').body, content: null }],
  ['an answer without a stop reason', { ...readAnswerFixture('text').body, stop_reason: null }],
  ['content that is not an object', { ...readAnswerFixture('text').body, content: ['hi'] }],
  ['a text block without text', { ...readAnswerFixture('text').body, content: [{ type: 'text' }] }],
  ['a tool call without a name', { ...readAnswerFixture('text').body, content: [{ type: 'tool_use', id: 'a' }] }],
])('%s is a broken answer', (_what, body) => {
  expect(thrownBy(() => decodeAnswer(body))).toMatchObject({ kind: 'broken-answer' });
});

test('an error with a status of success is thrown by its kind', () => {
  expect(thrownBy(() => decodeFixture('error-in-success'))).toMatchObject({
    kind: 'overloaded',
    upstream: { status: null, type: 'overloaded_error', requestId: 'req_011CTide' },
  });
});
