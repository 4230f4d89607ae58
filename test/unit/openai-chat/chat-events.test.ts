import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Stream } from 'openai/streaming';
import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';
import type { AnswerContext } from '../../../core/ports/wire-codec.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { fixture } from './fixture.ts';

const context: AnswerContext = { requestId: 'req_1', createdAt: 7, model: 'auto', includeUsage: true };
const usage = { freshInput: 7, cacheRead: 2, cacheWrite: {}, output: 12, reasoning: 0 };

function encode(events: readonly ConversationEvent[], more: Partial<AnswerContext> = {}): string {
  const encoder = openAiChat.createEventEncoder({ ...context, ...more });
  return events.map((event) => encoder.encode(event)).join('') + encoder.end();
}

function decode(stream: string | Buffer): ConversationEvent[] {
  const decoder = openAiChat.createEventDecoder();
  const payloads = readEvents(Buffer.from(stream)).map(({ data }) => data);
  return payloads.filter((data) => data !== '[DONE]').flatMap((data) => decoder.decode(JSON.parse(data)));
}

const chunksOf = (stream: string) =>
  readEvents(Buffer.from(stream)).map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)));

/** One part's events, its text in pieces. */
function part(index: number, what: StreamedPart, ...texts: string[]): ConversationEvent[] {
  return [
    { type: 'part-begins', index, part: what },
    ...texts.map((text): ConversationEvent => ({ type: 'part-delta', index, text })),
    { type: 'part-ends', index },
  ];
}

const chunk = (delta: object, more: object = {}) => ({
  id: 'a',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
});
const finish = (finish_reason = 'stop') => ({ choices: [{ index: 0, delta: {}, finish_reason }] });

function decodeChunks(...chunks: unknown[]): ConversationEvent[] {
  const decoder = openAiChat.createEventDecoder();
  return chunks.flatMap((event) => decoder.decode(event));
}

describe('decoding a stream', () => {
  test('text and its usage', () => {
    expect(decode(fixture('stream-text.sse'))).toEqual([
      { type: 'started', id: 'chatcmpl-123', model: 'gpt-4o-mini' },
      ...part(0, { type: 'text' }, 'Grüße', ' "usage":null 🙂'),
      { type: 'finished', stopReason: 'stop' },
      { type: 'usage', usage, serviceTier: 'default' },
    ]);
  });

  test('reasoning, text and tool calls one after another', () => {
    expect(decode(fixture('stream-tools.sse'))).toEqual([
      { type: 'started', id: 'chatcmpl-t', model: 'm' },
      ...part(0, { type: 'reasoning' }, 'Hm'),
      ...part(1, { type: 'text' }, 'Looking.'),
      ...part(2, { type: 'tool-call', id: 'call_1', name: 'weather', kind: 'function' }, '{"city":', '"Bonn"}'),
      ...part(3, { type: 'tool-call', id: 'call_2', name: 'sql', kind: 'custom' }, 'SELECT 1'),
      { type: 'finished', stopReason: 'tool' },
      { type: 'usage', usage: { freshInput: 5, cacheRead: 0, cacheWrite: {}, output: 6, reasoning: null } },
    ]);
  });

  test('a careless server’s stream, its usage told once', () => {
    expect(decode(fixture('stream-careless.sse'))).toEqual([
      { type: 'started', id: 'a', model: 'm' },
      ...part(0, { type: 'text' }, 'one ', 'two'),
      { type: 'finished', stopReason: 'stop' },
      { type: 'usage', usage: { freshInput: 3, cacheRead: 0, cacheWrite: {}, output: 2, reasoning: null } },
    ]);
  });

  test('content in parts is read part by part', () => {
    const content = [{ type: 'thinking', thinking: 'hm' }, { type: 'text', text: 'a' }, { type: 'odd' }];
    const more = [{ type: 'text', text: 'b' }];
    expect(decodeChunks(chunk({ content }), chunk({ content: more }), finish()).slice(1, -1)).toEqual([
      ...part(0, { type: 'reasoning' }, 'hm'),
      ...part(1, { type: 'text' }, 'a'),
      ...part(2, { type: 'opaque', opaque: { protocol: 'openai-chat', data: { part: { type: 'odd' } } } }),
      ...part(3, { type: 'text' }, 'b'),
    ]);
  });

  test('usage that comes twice is told once', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1 };
    const events = decodeChunks(chunk({ content: 'x' }), { ...finish(), usage }, { choices: [], usage });
    expect(events.filter(({ type }) => type === 'usage')).toHaveLength(1);
  });

  test('calls that all have index 0 are told apart by their ids', () => {
    const call = (id: string, name: string) => ({
      tool_calls: [{ index: 0, id, function: { name, arguments: '{}' } }],
    });
    expect(decodeChunks(chunk(call('1', 'f')), chunk(call('2', 'g')), finish()).slice(1)).toEqual([
      ...part(0, { type: 'tool-call', id: '1', name: 'f', kind: 'function' }, '{}'),
      ...part(1, { type: 'tool-call', id: '2', name: 'g', kind: 'function' }, '{}'),
      { type: 'finished', stopReason: 'tool' },
    ]);
  });

  test.each([
    ['no ids', undefined, 'call_a_0'],
    ['empty ids', '', 'call_a_0'],
    ['one id', '1', '1'],
  ])('calls that all have index 0 and %s are told apart by their whole inputs', (_, id, first) => {
    const call = (name: string, text: string) => ({ index: 0, id, function: { name, arguments: text } });
    const both = { tool_calls: [call('f', '{"a":1}'), call('f', '{"b":1}')] };
    expect(decodeChunks(chunk(both), finish('tool_calls')).slice(1, -1)).toEqual([
      ...part(0, { type: 'tool-call', id: first, name: 'f', kind: 'function' }, '{"a":1}'),
      ...part(1, { type: 'tool-call', id: 'call_a_1', name: 'f', kind: 'function' }, '{"b":1}'),
    ]);
  });

  test('a call with the id of any before gets another', () => {
    const calls = ['A', 'B', 'A'].map((id, index) => ({ index, id, function: { name: 'f', arguments: '{}' } }));
    expect(decodeChunks(chunk({ tool_calls: calls }), finish('tool_calls')).slice(1, -1)).toEqual(
      ['A', 'B', 'call_a_2'].flatMap((id, index) =>
        part(index, { type: 'tool-call', id, name: 'f', kind: 'function' }, '{}'),
      ),
    );
  });

  test('a call whose name is repeated in each delta stays one call', () => {
    const call = (text: string) => chunk({ tool_calls: [{ index: 0, function: { name: 'f', arguments: text } }] });
    expect(decodeChunks(call('{"a":'), call('"{}"}'), call(''), finish('tool_calls')).slice(1, -1)).toEqual(
      part(0, { type: 'tool-call', id: 'call_a_0', name: 'f', kind: 'function' }, '{"a":', '"{}"}'),
    );
  });

  test('free text that looks like JSON does not end a custom call', () => {
    const call = (input: string) => chunk({ tool_calls: [{ index: 0, custom: { name: 'f', input } }] });
    expect(decodeChunks(call('{}'), call('{}'), finish('tool_calls')).slice(1, -1)).toEqual(
      part(0, { type: 'tool-call', id: 'call_a_0', name: 'f', kind: 'custom' }, '{}', '{}'),
    );
  });

  test('a call that repeats its id and name in each delta stays one call', () => {
    const call = (text: string) => ({ tool_calls: [{ index: 0, id: '1', function: { name: 'f', arguments: text } }] });
    expect(decodeChunks(chunk(call('{')), chunk(call('}')), finish('tool_calls')).slice(1, -1)).toEqual(
      part(0, { type: 'tool-call', id: '1', name: 'f', kind: 'function' }, '{', '}'),
    );
  });

  test('a call delta that says nothing is none', () => {
    const empty = chunk({ tool_calls: [{ index: 0, function: { name: '', arguments: '' } }] });
    const call = chunk({ tool_calls: [{ index: 0, id: '1', function: { name: 'f', arguments: '{}' } }] });
    const told = decodeChunks(call, finish('tool_calls'));
    expect(decodeChunks(empty, call, empty, finish('tool_calls'))).toEqual(told);
  });

  test('calls without ids get their own', () => {
    const call = (index: number) => ({ tool_calls: [{ index, function: { name: 'f', arguments: '' } }] });
    expect(decodeChunks(chunk(call(0)), chunk(call(1)), finish()).slice(1, -1)).toEqual([
      ...part(0, { type: 'tool-call', id: 'call_a_0', name: 'f', kind: 'function' }),
      ...part(1, { type: 'tool-call', id: 'call_a_1', name: 'f', kind: 'function' }),
    ]);
  });

  test('citations are one part at the end and do not cut the text', () => {
    const cite = (text: string, url: string) => chunk({ content: text, annotations: [{ url }] });
    const data = { annotations: [{ url: '1' }, { url: '2' }] };
    expect(decodeChunks(cite('a', '1'), cite('b', '2'), finish()).slice(1)).toEqual([
      ...part(0, { type: 'text' }, 'a', 'b'),
      ...part(1, { type: 'opaque', opaque: { protocol: 'openai-chat', data } }),
      { type: 'finished', stopReason: 'stop' },
    ]);
  });

  test('only the first choice is read', () => {
    const other = { ...chunk({}), choices: [{ index: 1, delta: { content: 'b' }, finish_reason: 'stop' }] };
    expect(decodeChunks(other, chunk({ content: 'a' }))).toEqual([
      { type: 'started', id: 'a', model: 'm' },
      ...part(0, { type: 'text' }, 'a').slice(0, 2),
    ]);
  });

  test('nothing is finished that did not say so', () => {
    const events = decodeChunks(chunk({ content: 'a' }), { choices: [] });
    expect(events.map(({ type }) => type)).toEqual(['started', 'part-begins', 'part-delta']);
  });

  test.each<[unknown, string]>([
    [{ error: { message: 'x', type: 'server_error' } }, 'upstream-fault'],
    [{ error: { message: 'x', code: 'context_length_exceeded' } }, 'context-too-long'],
    [{ error: { message: 'x', code: 429 }, choices: [] }, 'rate-limit'],
    [null, 'broken-answer'],
    [[], 'broken-answer'],
    [finish('error'), 'broken-answer'],
    [chunk({ tool_calls: [{ index: 0, function: { arguments: '{' } }] }), 'broken-answer'],
    [chunk({ tool_calls: ['x'] }), 'broken-answer'],
  ])('the event %j is an error', (event, kind) => {
    expect(() => decodeChunks(event)).toThrow(expect.objectContaining({ kind }));
  });

  test('a call that goes on after another part began is broken', () => {
    const begin = chunk({ tool_calls: [{ index: 0, id: '1', function: { name: 'f', arguments: '{' } }] });
    const goOn = chunk({ tool_calls: [{ index: 0, function: { arguments: '}' } }] });
    expect(() => decodeChunks(begin, chunk({ content: 'x' }), goOn)).toThrow(
      expect.objectContaining({ kind: 'broken-answer' }),
    );
  });
});

describe('encoding a stream', () => {
  const started: ConversationEvent = { type: 'started', id: null, model: '' };
  const finished: ConversationEvent = { type: 'finished', stopReason: 'stop' };
  const whole = [started, ...part(0, { type: 'text' }, 'hi'), finished];

  test('a client that did not ask is told nothing of usage', () => {
    const stream = encode([...whole, { type: 'usage', usage }], { includeUsage: false });
    expect(chunksOf(stream)).toEqual([
      head({ role: 'assistant', content: '' }),
      head({ content: 'hi' }),
      head({}, 'stop'),
      '[DONE]',
    ]);
    expect(stream).not.toContain('usage');
  });

  test('a client that asked gets it in a last chunk of its own, wherever it came', () => {
    const report: ConversationEvent = { type: 'usage', usage, serviceTier: 'priority' };
    const expected = [
      { ...head({ role: 'assistant', content: '' }), usage: null },
      { ...head({ content: 'hi' }), usage: null },
      { ...head({}, 'stop'), usage: null },
      {
        ...head({}),
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 12,
          total_tokens: 21,
          prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
        service_tier: 'priority',
      },
      '[DONE]',
    ];
    expect(chunksOf(encode([...whole, report]))).toEqual(expected);
    expect(chunksOf(encode([started, report, ...whole.slice(1)]))).toEqual(expected);
  });

  test('usage nobody reported is not made up', () => {
    expect(chunksOf(encode(whole)).slice(-2)).toEqual([{ ...head({}, 'stop'), usage: null }, '[DONE]']);
  });

  test('tool indices count tool calls only, and each call is named once', () => {
    const events = [
      started,
      ...part(0, { type: 'text' }, 'x'),
      ...part(1, { type: 'tool-call', id: 'a', name: 'f', kind: 'function' }, '{', '}'),
      ...part(2, { type: 'tool-call', id: 'b', name: 'g', kind: 'custom' }, 'in'),
    ];
    const deltas = chunksOf(encode(events, { includeUsage: false })).slice(2, -1);
    expect(deltas.map(({ choices }) => choices[0].delta.tool_calls[0])).toEqual([
      { index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } },
      { index: 0, function: { arguments: '{' } },
      { index: 0, function: { arguments: '}' } },
      { index: 1, id: 'b', type: 'custom', custom: { name: 'g', input: '' } },
      { index: 1, custom: { input: 'in' } },
    ]);
  });

  test('parts may interleave', () => {
    const call = (index: number, id: string): ConversationEvent => ({
      type: 'part-begins',
      index,
      part: { type: 'tool-call', id, name: 'f', kind: 'function' },
    });
    const events: ConversationEvent[] = [
      started,
      call(0, 'a'),
      call(1, 'b'),
      { type: 'part-delta', index: 0, text: '1' },
      { type: 'part-delta', index: 1, text: '2' },
    ];
    const deltas = chunksOf(encode(events, { includeUsage: false })).slice(3, -1);
    expect(deltas.map(({ choices }) => choices[0].delta.tool_calls[0])).toEqual([
      { index: 0, function: { arguments: '1' } },
      { index: 1, function: { arguments: '2' } },
    ]);
  });

  test('what only other protocols understand is left out', () => {
    const opaque: StreamedPart = { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: {} } };
    const events = [started, ...part(0, { type: 'reasoning', redacted: 'x' }), ...part(1, opaque, 'y'), finished];
    expect(chunksOf(encode(events, { includeUsage: false }))).toHaveLength(3);
  });

  test('OpenAI’s own client reads the stream to its end', async () => {
    const events = [
      { type: 'started', id: 'chatcmpl-9', model: 'gpt' } as const,
      ...part(0, { type: 'text' }, 'Grüße', '\n\n', '🙂'),
      finished,
      { type: 'usage', usage } as const,
    ];
    const chunks: { id: string; choices: { delta: { content?: string } }[]; usage: unknown }[] = [];
    const stream = Stream.fromSSEResponse<(typeof chunks)[number]>(new Response(encode(events)), new AbortController());
    for await (const received of stream) chunks.push(received);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Grüße\n\n🙂');
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['chatcmpl-9']));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 21 } });
  });

  test('what goes on after its stop reason is broken, and what is empty does not go on', () => {
    const decoder = openAiChat.createEventDecoder();
    const send = (delta: object, finish_reason: string | null = null) =>
      decoder.decode({ id: 'a', choices: [{ index: 0, delta, finish_reason }] });
    send({ content: 'x' }, 'stop');
    expect([send({}), send({ role: 'assistant', content: '' }, 'stop')]).toEqual([[], []]);
    expect(() => send({ content: 'x' })).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test.each([
    ['tool_calls', true],
    ['stop', true],
    ['length', false],
    ['content_filter', false],
  ])('a call whose input was cut, and the stop reason %s: broken is %s', (reason, isBroken) => {
    const decoder = openAiChat.createEventDecoder();
    const call = { index: 0, id: 'c', function: { name: 'f', arguments: '{"port":"Br' } };
    decoder.decode({ id: 'a', choices: [{ index: 0, delta: { tool_calls: [call] } }] });
    const finish = () => decoder.decode({ id: 'a', choices: [{ index: 0, delta: {}, finish_reason: reason }] });
    if (isBroken) expect(finish).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
    else expect(finish().at(-1)).toMatchObject({ type: 'finished' });
  });

  test('what Chat can express comes back as it went', () => {
    const word = fc.string({ minLength: 1, maxLength: 6 });
    const texts = fc.array(word, { minLength: 1, maxLength: 3 });
    const plain = fc.constantFrom<StreamedPart>({ type: 'text' }, { type: 'refusal' }, { type: 'reasoning' });
    const call = fc.record({
      type: fc.constant('tool-call' as const),
      id: word,
      name: word,
      kind: fc.constantFrom('function' as const, 'custom' as const),
    });
    // Only whole JSON is a function's input.
    const input = fc.jsonValue().map((value) => [JSON.stringify(value), '\n']);
    const oneOfThem = fc
      .oneof(plain, call)
      .chain((what) =>
        fc.tuple(fc.constant(what), what.type === 'tool-call' && what.kind === 'function' ? input : texts),
      );
    const parts = fc
      .array(oneOfThem, { maxLength: 5 })
      // Two texts in a row would arrive as one part.
      .map((all) => all.filter(([{ type }], at) => type === 'tool-call' || all[at - 1]?.[0].type !== type));
    const stopReason = fc.constantFrom('tool' as const, 'length' as const, 'filtered' as const);
    fc.assert(
      fc.property(parts, stopReason, word, fc.boolean(), (given, reason, id, reported) => {
        const events: ConversationEvent[] = [
          { type: 'started', id, model: 'm' },
          ...given.flatMap(([what, pieces], index) => part(index, what, ...pieces)),
          { type: 'finished', stopReason: reason },
          ...(reported ? [{ type: 'usage', usage } as const] : []),
        ];
        expect(decode(encode(events))).toEqual(events);
      }),
      { numRuns: 200 },
    );
  });

  function head(delta: object, finish_reason: string | null = null) {
    return {
      id: 'chatcmpl-req_1',
      object: 'chat.completion.chunk',
      created: 7,
      model: 'auto',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    };
  }
});
