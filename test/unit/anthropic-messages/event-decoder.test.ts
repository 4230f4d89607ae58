import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { thrownBy } from './encode.ts';
import { answerNames, readAnswerFixture, readStreamFixture } from './fixtures.ts';
import { assemble, decodeStream } from './stream.ts';

/** What only a whole answer tells: the neutral stream has no place for extras of known parts. */
function withoutExtras(answer: ConversationAnswer): ConversationAnswer {
  const parts = answer.parts.map((part) => {
    if (part.type === 'opaque') return part;
    const { opaque: _, ...rest } = part;
    return rest;
  });
  return { ...answer, parts };
}

test.each(answerNames)('%s says the same streamed and whole', async (name) => {
  const streamed = assemble(await decodeStream([readStreamFixture(name)]));
  expect(streamed).toEqual(withoutExtras(anthropicMessages.decodeAnswer(readAnswerFixture(name).body)));
});

test.each(['text', 'thinking'])('%s decodes the same wherever the network cuts it in two', async (name) => {
  const bytes = readStreamFixture(name);
  const whole = JSON.stringify(await decodeStream([bytes]));
  for (let at = 1; at < bytes.length; at++) {
    const cut = await decodeStream([bytes.subarray(0, at), bytes.subarray(at)]);
    if (JSON.stringify(cut) !== whole) throw new Error(`cut at byte ${at}: ${JSON.stringify(cut)}`);
  }
});

test.each(answerNames)('%s decodes the same byte by byte', async (name) => {
  const bytes = readStreamFixture(name);
  const single = Array.from(bytes, (byte) => Buffer.of(byte));
  expect(await decodeStream(single)).toEqual(await decodeStream([bytes]));
});

test('streams decode the same in any pieces, with any line ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...answerNames),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat({ max: 6000 }), { maxLength: 12 }),
      async (name, lineEnd, cuts) => {
        const original = readStreamFixture(name);
        const bytes = Buffer.from(original.toString('utf8').replaceAll('\n', lineEnd));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
        expect(await decodeStream(chunks)).toEqual(await decodeStream([original]));
      },
    ),
    { numRuns: 100 },
  );
});

test('the last pieces of a signature, and of text that opens with its block, are not lost', () => {
  const decoder = anthropicMessages.createEventDecoder();
  const decode = (event: object) => decoder.decode(event);
  expect(
    decode({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: 'a', signature: 's' },
    }),
  ).toEqual([
    { type: 'part-begins', index: 0, part: { type: 'reasoning' } },
    { type: 'part-delta', index: 0, text: 'a' },
  ]);
  decode({ type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'ig' } });
  expect(decode({ type: 'content_block_stop', index: 0 })).toEqual([{ type: 'part-ends', index: 0, signature: 'sig' }]);
});

test('input that came with the call and was not streamed is told at its end', () => {
  const decoder = anthropicMessages.createEventDecoder();
  const block = { type: 'tool_use', id: 'a', name: 'b', input: { port: 'Brest' } };
  decoder.decode({ type: 'content_block_start', index: 4, content_block: block });
  expect(decoder.decode({ type: 'content_block_stop', index: 4 })).toEqual([
    { type: 'part-delta', index: 0, text: '{"port":"Brest"}' },
    { type: 'part-ends', index: 0 },
  ]);
});

test('parts still open are ended by the stop reason', () => {
  const decoder = anthropicMessages.createEventDecoder();
  decoder.decode({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  expect(decoder.decode({ type: 'message_delta', delta: { stop_reason: 'max_tokens' } })).toEqual([
    { type: 'part-ends', index: 0 },
    { type: 'finished', stopReason: 'length' },
  ]);
});

test('a second stop reason, pings and unknown events say nothing', () => {
  const decoder = anthropicMessages.createEventDecoder();
  decoder.decode({ type: 'message_delta', delta: { stop_reason: 'end_turn' } });
  const silent = [
    { type: 'message_delta', delta: { stop_reason: 'refusal' } },
    { type: 'message_delta', delta: { stop_reason: null } },
    { type: 'message_stop' },
    { type: 'ping' },
    { type: 'new_kind_of_event' },
    {},
  ];
  for (const event of silent) expect(decoder.decode(event)).toEqual([]);
});

describe('after the stop reason', () => {
  const stopped = () => {
    const decoder = anthropicMessages.createEventDecoder();
    decoder.decode({ type: 'message_start', message: { id: 'a', model: 'b' } });
    decoder.decode({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
    decoder.decode({ type: 'message_delta', delta: { stop_reason: 'end_turn' } });
    return decoder;
  };

  test.each([
    { type: 'message_start', message: { id: 'a', model: 'b' } },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'again' } },
  ])('$type breaks the answer', (event) => {
    expect(thrownBy(() => stopped().decode(event))).toMatchObject({
      kind: 'broken-answer',
      message: expect.stringMatching(/begins twice|goes on after its stop reason/),
    });
  });

  test('the late end of a block says nothing', () => {
    expect(stopped().decode({ type: 'content_block_stop', index: 0 })).toEqual([]);
  });
});

test('a second start breaks the answer, before its stop reason too', () => {
  const decoder = anthropicMessages.createEventDecoder();
  const start = { type: 'message_start', message: { id: 'a', model: 'b' } };
  decoder.decode(start);
  expect(thrownBy(() => decoder.decode(start))).toMatchObject({ kind: 'broken-answer' });
});

test.each([
  ['tool_use', true, true],
  ['end_turn', true, true],
  ['tool_use', false, true],
  ['max_tokens', true, false],
  ['refusal', false, false],
])('a call with cut input and %s (block ended: %s): broken is %s', (stop_reason, endsBlock, isBroken) => {
  const decoder = anthropicMessages.createEventDecoder();
  const block = { type: 'tool_use', id: 'a', name: 'b', input: {} };
  decoder.decode({ type: 'content_block_start', index: 0, content_block: block });
  const delta = { type: 'input_json_delta', partial_json: '{"port":"Br' };
  decoder.decode({ type: 'content_block_delta', index: 0, delta });
  if (endsBlock) decoder.decode({ type: 'content_block_stop', index: 0 });
  const finish = () => decoder.decode({ type: 'message_delta', delta: { stop_reason } });
  if (isBroken) expect(thrownBy(finish)).toMatchObject({ kind: 'broken-answer' });
  else expect(finish().at(-1)).toMatchObject({ type: 'finished' });
});

describe('usage', () => {
  const decodeUsage = (start: unknown, end: unknown) => {
    const decoder = anthropicMessages.createEventDecoder();
    decoder.decode({ type: 'message_start', message: { id: 'a', model: 'b', usage: start } });
    const events = decoder.decode({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: end });
    return events.find((event) => event.type === 'usage');
  };

  test('at the end replaces what the start said, explicit zeros included', () => {
    const start = { input_tokens: 5, cache_read_input_tokens: 9, output_tokens: 1, service_tier: 'priority' };
    expect(decodeUsage(start, { input_tokens: 0, cache_read_input_tokens: null, output_tokens: 0 })).toEqual({
      type: 'usage',
      usage: { freshInput: 0, cacheRead: 9, cacheWrite: {}, output: 0, reasoning: null },
      serviceTier: 'priority',
    });
  });

  test('of written tokens that grew after the start keeps the breakdown and counts the rest', () => {
    const cache_creation = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 4 };
    const start = { input_tokens: 5, output_tokens: 1, cache_creation_input_tokens: 4, cache_creation };
    expect(decodeUsage(start, { output_tokens: 3, cache_creation_input_tokens: 6 })).toMatchObject({
      usage: { cacheWrite: { '1h': 4, default: 2 } },
    });
  });

  test('that the end does not tell is unknown, for the start cannot know the output', () => {
    expect(decodeUsage({ input_tokens: 5, output_tokens: 1 }, undefined)).toBeUndefined();
    expect(decodeUsage(undefined, { output_tokens: 1 })).toBeUndefined();
  });
});

test('an error in a stream is thrown by its kind', async () => {
  await expect(decodeStream([readStreamFixture('error-in-stream')])).rejects.toMatchObject({
    name: 'GatewayError',
    kind: 'overloaded',
    upstream: { status: null, type: 'overloaded_error', requestId: 'req_011CTide' },
  });
});

test.each<[string, unknown]>([
  ['an event that is not an object', 'text'],
  ['a start without a message', { type: 'message_start' }],
  ['a block without an index', { type: 'content_block_start', content_block: { type: 'text' } }],
  ['a block without content', { type: 'content_block_start', index: 0 }],
  ['a delta of a block that was not opened', { type: 'content_block_delta', index: 3, delta: { type: 'text_delta' } }],
  ['the end of a block that was not opened', { type: 'content_block_stop', index: 3 }],
  [
    'a tool call without an id',
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', name: 'a' } },
  ],
])('%s breaks the answer', (_what, event) => {
  expect(thrownBy(() => anthropicMessages.createEventDecoder().decode(event))).toMatchObject({ kind: 'broken-answer' });
});

test('the input of a block that is handed on whole is bounded and must be readable', () => {
  const opened = () => {
    const decoder = anthropicMessages.createEventDecoder();
    decoder.decode({ type: 'content_block_start', index: 0, content_block: { type: 'server_tool_use', input: {} } });
    return (partial_json: string) =>
      decoder.decode({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json } });
  };
  const add = opened();
  add('{"a":"'.padEnd(1024 * 1024, 'x'));
  expect(thrownBy(() => add('x'))).toMatchObject({ kind: 'broken-answer' });
  const decoder = anthropicMessages.createEventDecoder();
  decoder.decode({ type: 'content_block_start', index: 0, content_block: { type: 'server_tool_use', input: {} } });
  decoder.decode({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a' } });
  expect(thrownBy(() => decoder.decode({ type: 'content_block_stop', index: 0 }))).toMatchObject({
    kind: 'broken-answer',
  });
});
