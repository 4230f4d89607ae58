import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';
import type { AnswerContext, JsonObject } from '../../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { parseEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { answerNames, readStreamFixture } from './fixtures.ts';
import { assemble, decodeStream } from './stream.ts';
import { uncountedUsage, untold } from './untold.ts';

const context: AnswerContext = { requestId: 'r1', createdAt: 0, model: 'auto', includeUsage: true };
const usage = { freshInput: 10, cacheRead: 0, cacheWrite: {}, output: 7, reasoning: null };

function encodeAll(events: readonly ConversationEvent[], over: Partial<AnswerContext> = {}): string {
  const encoder = anthropicMessages.createEventEncoder({ ...context, ...over });
  return events.map((event) => encoder.encode(event)).join('') + encoder.end();
}

/** The events of a stream, each under its own name, without its frame. */
function read(text: string): JsonObject[] {
  return parseEvents(text).map(({ name, data }) => {
    const event = JSON.parse(data);
    expect(event.type).toBe(name);
    return event;
  });
}

function blocksOf(text: string): string[] {
  return read(text)
    .filter(({ type }) => String(type).startsWith('content_block'))
    .map(({ type, index, content_block, delta }) => `${index} ${type} ${JSON.stringify(content_block ?? delta ?? '')}`);
}

const begins = (index: number, part: StreamedPart): ConversationEvent => ({ type: 'part-begins', index, part });
const delta = (index: number, text: string): ConversationEvent => ({ type: 'part-delta', index, text });
const ends = (index: number, signature?: string): ConversationEvent => ({
  type: 'part-ends',
  index,
  ...(signature !== undefined && { signature }),
});
const finished: ConversationEvent = { type: 'finished', stopReason: 'stop' };

test.each(answerNames)('%s says the same after decoding and encoding', async (name) => {
  const events = await decodeStream([readStreamFixture(name)]);
  const again = await decodeStream([Buffer.from(encodeAll(events))]);
  expect(assemble(again)).toEqual({ ...assemble(events) });
});

test('a text is a stream of exactly the events of the format', () => {
  const events = [{ type: 'started', id: 'msg_1', model: 'm' } as const, begins(0, { type: 'text' }), delta(0, 'a')];
  const text = encodeAll([...events, ends(0), { type: 'usage', usage, serviceTier: 'default' }, finished]);
  expect(read(text)).toEqual([
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        ...untold,
        usage: uncountedUsage,
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null },
      usage: expect.objectContaining({ input_tokens: 10, output_tokens: 7, service_tier: 'standard' }),
    },
    { type: 'message_stop' },
  ]);
  expect(text.endsWith(anthropicMessages.endOfStream)).toBe(true);
});

test.each([
  ['before', [{ type: 'usage', usage }, finished]],
  ['after', [finished, { type: 'usage', usage }]],
] as const)('the usage that comes %s the stop reason stands beside it', (_, events) => {
  expect(read(encodeAll(events)).map(({ type }) => type)).toEqual(['message_start', 'message_delta', 'message_stop']);
  expect(read(encodeAll(events))[1]).toMatchObject({ usage: { output_tokens: 7 } });
  // As soon as both are known.
  const encoder = anthropicMessages.createEventEncoder(context);
  encoder.encode(events[0]);
  expect(encoder.encode(events[1])).toContain('message_delta');
});

test('without any usage the stop reason is told at the end', () => {
  const encoder = anthropicMessages.createEventEncoder(context);
  expect(read(encoder.encode(finished)).map(({ type }) => type)).toEqual(['message_start']);
  expect(read(encoder.end())[0]).toMatchObject({ type: 'message_delta', usage: { output_tokens: 0 } });
});

test('calls that interleave become blocks one after the other', () => {
  const call = (id: string): StreamedPart => ({ type: 'tool-call', id, name: 'tide', kind: 'function' });
  const events = [begins(0, call('a.1')), begins(1, call('b')), delta(1, '{}'), delta(0, '{"a":1}')];
  expect(blocksOf(encodeAll([...events, ends(1), ends(0), finished]))).toEqual([
    '0 content_block_start {"type":"tool_use","caller":{"type":"direct"},"id":"toolu_as_YS4x","name":"tide","input":{}}',
    '0 content_block_delta {"type":"input_json_delta","partial_json":"{\\"a\\":1}"}',
    '0 content_block_stop ""',
    '1 content_block_start {"type":"tool_use","caller":{"type":"direct"},"id":"b","name":"tide","input":{}}',
    '1 content_block_delta {"type":"input_json_delta","partial_json":"{}"}',
    '1 content_block_stop ""',
  ]);
});

test('thinking is a block with its signature, and hidden thinking is one only when it is signed', () => {
  const signed = [begins(0, { type: 'reasoning' }), delta(0, 'hm'), ends(0, 'sig')];
  const unsigned = [begins(1, { type: 'reasoning' }), delta(1, 'hm'), ends(1)];
  const text = [begins(2, { type: 'text' }), delta(2, 'a'), ends(2), finished];
  expect(blocksOf(encodeAll([...unsigned, ...signed, finished]))).toEqual([
    '0 content_block_start {"type":"thinking","thinking":"","signature":""}',
    '0 content_block_delta {"type":"thinking_delta","thinking":"hm"}',
    '0 content_block_stop ""',
    '1 content_block_start {"type":"thinking","thinking":"","signature":""}',
    '1 content_block_delta {"type":"thinking_delta","thinking":"hm"}',
    '1 content_block_delta {"type":"signature_delta","signature":"sig"}',
    '1 content_block_stop ""',
  ]);
  expect(blocksOf(encodeAll([...unsigned, ...signed, ...text], { hidesReasoning: true }))).toEqual([
    '0 content_block_start {"type":"thinking","thinking":"","signature":""}',
    '0 content_block_delta {"type":"signature_delta","signature":"sig"}',
    '0 content_block_stop ""',
    '1 content_block_start {"type":"text","text":"","citations":null}',
    '1 content_block_delta {"type":"text_delta","text":"a"}',
    '1 content_block_stop ""',
  ]);
});

test('a call with free text is a call whose one argument is the text, however it was cut', () => {
  const text = 'say "hi"\n🌊';
  const parts = [...text].flatMap((letter) => letter.split('')).map((unit) => delta(0, unit));
  const custom: StreamedPart = { type: 'tool-call', id: 'c', name: 'sh', kind: 'custom' };
  const events = read(encodeAll([begins(0, custom), ...parts, ends(0), finished]));
  const input = events.map((event) => (event.delta as JsonObject | undefined)?.partial_json ?? '').join('');
  expect(JSON.parse(input)).toEqual({ input: text });
});

test('blocks of this format are told as it tells them, those of others not at all', () => {
  const block = { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'tide' } };
  const own: StreamedPart = { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: block } };
  const foreign: StreamedPart = { type: 'opaque', opaque: { protocol: 'other', data: {} } };
  const redacted: StreamedPart = { type: 'reasoning', redacted: 'r' };
  const parts = [foreign, own, redacted].flatMap((part, index) => [begins(index, part), ends(index)]);
  expect(blocksOf(encodeAll([...parts, finished]))).toEqual([
    '0 content_block_start {"type":"server_tool_use","id":"s","name":"web_search","input":{}}',
    '0 content_block_delta {"type":"input_json_delta","partial_json":"{\\"query\\":\\"tide\\"}"}',
    '0 content_block_stop ""',
    '1 content_block_start {"type":"redacted_thinking","data":"r"}',
    '1 content_block_stop ""',
  ]);
});

test('a refusal stops the answer as one', () => {
  const events = read(encodeAll([begins(0, { type: 'refusal' }), delta(0, 'No.'), ends(0), finished]));
  expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'refusal' } });
});

test('an encoder that knows what was sent goes on where it ended', () => {
  const encoder = anthropicMessages.createEventEncoder(context);
  encoder.encode({ type: 'started', id: 'x', model: 'm' });
  for (const event of [begins(0, { type: 'text' }), delta(0, 'a'), ends(0), begins(1, { type: 'text' })]) {
    encoder.encode(event);
  }
  const rest = [delta(1, 'b'), ends(1), begins(2, { type: 'text' }), delta(2, 'c'), ends(2)];
  const text = rest.map((event) => encoder.encode(event)).join('');
  expect(blocksOf(text).map((block) => block.slice(0, 25))).toEqual([
    '1 content_block_delta {"t',
    '1 content_block_stop ""',
    '2 content_block_start {"t',
    '2 content_block_delta {"t',
    '2 content_block_stop ""',
  ]);
});

test('however parts are woven together, every block is whole before the next begins, and nothing is lost', () => {
  const step = fc.record({ part: fc.nat({ max: 4 }), text: fc.string({ maxLength: 4 }), isLast: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const order: number[] = [];
      const over = new Set<number>();
      const texts: string[] = [];
      const events: ConversationEvent[] = [];
      for (const { part, text, isLast } of steps) {
        if (over.has(part)) continue;
        let index = order.indexOf(part);
        if (index === -1) {
          index = order.push(part) - 1;
          texts.push('');
          events.push(begins(index, { type: 'text' }));
        }
        events.push(delta(index, text));
        texts[index] += text;
        if (!isLast) continue;
        over.add(part);
        events.push(ends(index));
      }
      const told: string[] = [];
      let open: number | null = null;
      for (const { type, index, delta: said } of read(encodeAll([...events, finished]))) {
        if (type === 'content_block_start') {
          expect([open, index]).toEqual([null, told.length]);
          open = told.push('') - 1;
        } else if (type === 'content_block_delta') {
          expect(index).toBe(open);
          told[told.length - 1] += String((said as JsonObject).text);
        } else if (type === 'content_block_stop') {
          expect(index).toBe(open);
          open = null;
        }
      }
      expect(open).toBeNull();
      expect(told).toEqual(texts);
    }),
    { numRuns: 300 },
  );
});

test('parts that wait have a limit', () => {
  const encoder = anthropicMessages.createEventEncoder(context);
  encoder.encode(begins(0, { type: 'text' }));
  encoder.encode(begins(1, { type: 'text' }));
  expect(() => encoder.encode(delta(1, 'a'.repeat(1024 * 1024 + 1)))).toThrow(/wove/);
});
