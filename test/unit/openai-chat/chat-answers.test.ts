import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { Part } from '../../../core/conversation/part.ts';
import type { StopReason } from '../../../core/conversation/stop-reason.ts';
import { readRawAnswer } from '../../../protocols/openai-chat/answer-watcher.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { jsonFixture } from './fixture.ts';

const answers = jsonFixture('answers.json');
const context = { requestId: 'req_1', createdAt: 1_700_000_000, model: 'auto', includeUsage: false };
const withChoice = (choice: object, more: object = {}) => ({
  id: 'x',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop', ...choice }],
  ...more,
});
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('decoding a whole answer', () => {
  test('text, citations, cached tokens and the service tier', () => {
    const { annotations } = answers.text.choices[0].message;
    expect(openAiChat.decodeAnswer(answers.text)).toEqual({
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      model: 'gpt-5.4-mini-2026-03-01',
      parts: [
        { type: 'text', text: 'Hello!' },
        { type: 'opaque', opaque: { protocol: 'openai-chat', data: { annotations } } },
      ],
      stopReason: 'stop',
      usage: { freshInput: 100, cacheRead: 1000, cacheWrite: { default: 100 }, output: 10, reasoning: 4 },
      serviceTier: 'default',
    });
  });

  test('tool calls of both kinds, without content', () => {
    const { parts, stopReason, usage } = openAiChat.decodeAnswer(answers.tools);
    expect(parts).toEqual([
      {
        type: 'tool-call',
        id: 'call_abc123',
        name: 'get_current_weather',
        kind: 'function',
        input: '{\n"location": "Boston, MA"\n}',
      },
      { type: 'tool-call', id: 'call_abc124', name: 'shell', kind: 'custom', input: 'ls' },
    ]);
    expect([stopReason, usage?.reasoning]).toEqual(['tool', 0]);
  });

  test('readable reasoning, and cached tokens in the words of another server', () => {
    expect(openAiChat.decodeAnswer(answers.reasoning)).toMatchObject({
      parts: [
        { type: 'reasoning', text: 'Six times seven.' },
        { type: 'text', text: '42' },
      ],
      stopReason: 'length',
      usage: { freshInput: 12, cacheRead: 4, cacheWrite: {}, output: 10, reasoning: null },
    });
  });

  test('a forced call that ended with stop is a tool call', () => {
    const message = { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '' } }] };
    expect(openAiChat.decodeAnswer(withChoice({ message })).stopReason).toBe('tool');
  });

  test('a tool call without an id gets one that no other answer has', () => {
    const message = { tool_calls: [{ function: { name: 'f' } }, { function: { name: 'g', arguments: { a: 1 } } }] };
    expect(openAiChat.decodeAnswer(withChoice({ message })).parts).toEqual([
      { type: 'tool-call', id: 'call_x_0', name: 'f', kind: 'function', input: '' },
      { type: 'tool-call', id: 'call_x_1', name: 'g', kind: 'function', input: '{"a":1}' },
    ]);
  });

  test('of tool calls with one id all but the first get others', () => {
    const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '' } });
    const message = { tool_calls: [call('A'), call('B'), call('A')] };
    const { parts } = openAiChat.decodeAnswer(withChoice({ message }));
    expect(parts).toMatchObject([{ id: 'A' }, { id: 'B' }, { id: 'call_x_2' }]);
  });

  test('content in parts is read part by part', () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };
    const message = { content: [thinking, { type: 'text', text: 'a' }, { type: 'odd' }] };
    expect(openAiChat.decodeAnswer(withChoice({ message })).parts).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'a' },
      { type: 'opaque', opaque: { protocol: 'openai-chat', data: { part: { type: 'odd' } } } },
    ]);
  });

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'filtered'],
    ['function_call', 'tool'],
    ['tool_calls', 'tool'],
    ['eos_reached', 'stop'],
    ['constructor', 'stop'],
  ])('finish_reason %s is %s', (finish_reason, stopReason) => {
    expect(openAiChat.decodeAnswer(withChoice({ finish_reason })).stopReason).toBe(stopReason);
  });

  test.each<[unknown, string]>([
    [undefined, 'null'],
    [{ total_tokens: 4 }, 'null'],
    [{ prompt_tokens: '3', completion_tokens: 1 }, 'null'],
    [{ prompt_tokens: 0, completion_tokens: 0 }, 'zero'],
    [{ prompt_tokens: 3, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } }, 'never below zero'],
  ])('the usage %j is %s', (usage, meaning) => {
    const decoded = openAiChat.decodeAnswer(withChoice({}, { usage })).usage;
    if (meaning === 'null') expect(decoded).toBeNull();
    else expect(decoded).toMatchObject({ freshInput: 0 });
  });
});

describe('a whole answer that is none', () => {
  test.each<[unknown, string]>([
    [null, 'broken-answer'],
    [[], 'broken-answer'],
    [{}, 'broken-answer'],
    [{ choices: [] }, 'broken-answer'],
    [withChoice({ finish_reason: null }), 'broken-answer'],
    [withChoice({ finish_reason: '' }), 'broken-answer'],
    [withChoice({ finish_reason: 'error' }), 'broken-answer'],
    [withChoice({ finish_reason: 'abort' }), 'broken-answer'],
    [{ error: { message: 'slow down', code: 'rate_limit_exceeded' } }, 'rate-limit'],
    [{ error: { message: 'upstream', code: 502 }, choices: [] }, 'upstream-fault'],
    [{ error: { message: 'no', type: 'invalid_request_error' } }, 'invalid-request'],
    [{ error: 'out of memory' }, 'upstream-fault'],
  ])('%j is an error, decoded or passed through', (body, kind) => {
    expect(() => openAiChat.decodeAnswer(body)).toThrow(expect.objectContaining({ kind }));
    expect(() => readRawAnswer(bytes(body))).toThrow(expect.objectContaining({ kind }));
  });

  test.each([
    { tool_calls: [{ id: '1', type: 'function', function: { name: 'f', arguments: '{"port":' } }] },
    { function_call: { name: 'f', arguments: '{"port":' } },
  ])('a call whose input was cut is a broken answer, unless the answer says it was cut: %j', (message) => {
    const cut = withChoice({ message, finish_reason: 'tool_calls' });
    expect(() => readRawAnswer(bytes(cut))).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
    expect(() => openAiChat.decodeAnswer(cut)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
    expect(readRawAnswer(bytes(withChoice({ message, finish_reason: 'length' })))).toMatchObject({
      stopReason: 'length',
    });
  });

  test.each([
    { type: 'custom', custom: { name: 'f', input: '{' } },
    { type: 'function', function: { name: 'f', arguments: '' } },
    { type: 'function', function: { name: 'f', arguments: { port: 'Brest' } } },
  ])('with the call %j is whole', (call) => {
    const message = { tool_calls: [{ id: '1', ...call }] };
    expect(readRawAnswer(bytes(withChoice({ message, finish_reason: 'tool_calls' })))).toMatchObject({
      stopReason: 'tool',
    });
  });

  test.each(['', ' ', '<html></html>', '{"choices":[{"finish_rea'])('the bytes %j are a broken answer', (text) => {
    expect(() => readRawAnswer(Buffer.from(text))).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test('one unfinished choice among several breaks the answer', () => {
    const [finished] = withChoice({}).choices;
    for (const finish_reason of [null, 'abort']) {
      const body = { choices: [finished, { ...finished, index: 1, finish_reason }] };
      expect(() => readRawAnswer(bytes(body))).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
    }
  });

  test('a choice without a message cannot be decoded', () => {
    expect(() => openAiChat.decodeAnswer({ choices: [{ finish_reason: 'stop' }] })).toThrow(
      expect.objectContaining({ kind: 'broken-answer' }),
    );
  });
});

test('an answer that passes through is read for its stop reason and usage', () => {
  expect(readRawAnswer(bytes(answers.tools))).toEqual({
    stopReason: 'tool',
    usage: { freshInput: 82, cacheRead: 0, cacheWrite: {}, output: 17, reasoning: 0 },
  });
  expect(readRawAnswer(bytes(withChoice({})))).toEqual({ stopReason: 'stop', usage: null });
});

describe('encoding a whole answer', () => {
  const answer = (parts: readonly Part[], more: Partial<ConversationAnswer> = {}) =>
    openAiChat.encodeAnswer({ id: null, model: '', parts, stopReason: 'stop', usage: null, ...more }, context);

  test('what the provider did not give comes from the request, and unknown usage stays unsaid', () => {
    expect(answer([{ type: 'text', text: 'hi' }])).toEqual({
      id: 'chatcmpl-req_1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'auto',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'hi', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
    });
  });

  test('usage in other protocols’ buckets adds up', () => {
    const usage = { freshInput: 1, cacheRead: 2, cacheWrite: { '5m': 3, '1h': 4 }, output: 5, reasoning: null };
    expect(answer([], { usage }).usage).toEqual({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 7 },
    });
  });

  test.each<[StopReason, string]>([
    ['context-full', 'length'],
    ['paused', 'stop'],
    ['filtered', 'content_filter'],
    ['malformed', 'error'],
  ])('the stop reason %s is finish_reason %s', (stopReason, finish_reason) => {
    expect(answer([], { stopReason })).toMatchObject({ choices: [{ finish_reason }] });
  });

  test('content is null beside tool calls alone and empty when there is nothing at all', () => {
    const call: Part = { type: 'tool-call', id: 'c', name: 'f', kind: 'function', input: '' };
    expect(answer([call])).toMatchObject({ choices: [{ message: { content: null } }] });
    expect(answer([])).toMatchObject({ choices: [{ message: { content: '' } }] });
  });

  test('parts of other protocols are left out', () => {
    const foreign: Part = { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: { annotations: [1] } } };
    expect(answer([foreign, { type: 'reasoning', text: '', redacted: 'x' }])).toMatchObject({
      choices: [{ message: { role: 'assistant', content: '', refusal: null } }],
    });
  });

  test('what Chat can express comes back as it went', () => {
    const word = fc.string({ minLength: 1, maxLength: 8 });
    const one = (part: fc.Arbitrary<Part>) => fc.array(part, { maxLength: 1 });
    const parts = fc
      .tuple(
        one(word.map((text) => ({ type: 'reasoning', text }))),
        one(word.map((text) => ({ type: 'text', text }))),
        one(word.map((text) => ({ type: 'refusal', text }))),
        fc.array(
          fc.record({
            type: fc.constant('tool-call' as const),
            id: word,
            name: word,
            kind: fc.constantFrom('function' as const, 'custom' as const),
            input: fc.json(),
          }),
          { maxLength: 2 },
        ),
      )
      .map((groups) => groups.flat());
    const usage = fc.record({
      freshInput: fc.nat(),
      cacheRead: fc.nat(),
      cacheWrite: fc.oneof(fc.constant({}), fc.record({ default: fc.integer({ min: 1, max: 1e9 }) })),
      output: fc.nat(),
      reasoning: fc.option(fc.nat()),
    });
    const answered = fc.record(
      {
        id: word,
        model: word,
        parts,
        stopReason: fc.constantFrom('tool' as const, 'length' as const, 'filtered' as const),
        usage: fc.option(usage),
        serviceTier: word,
      },
      { requiredKeys: ['id', 'model', 'parts', 'stopReason', 'usage'] },
    );
    fc.assert(
      fc.property(answered, (given) => {
        const wire = JSON.parse(JSON.stringify(openAiChat.encodeAnswer(given, context)));
        expect(openAiChat.decodeAnswer(wire)).toEqual(given);
        expect(readRawAnswer(bytes(wire))).toEqual({ stopReason: given.stopReason, usage: given.usage });
      }),
      { numRuns: 200 },
    );
  });
});
