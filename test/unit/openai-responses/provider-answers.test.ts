import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { Part } from '../../../core/conversation/part.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { answerContext } from './answer-context.ts';
import { checkEventOrder } from './check-event-order.ts';
import { readFixture } from './read-fixture.ts';
import { readStream } from './read-stream.ts';

const sse = readFileSync(new URL('../../fixtures/openai-responses/answer.sse', import.meta.url));
const payloads = readEvents(sse).map(({ data }): unknown => JSON.parse(data));

function decodeAll(events: readonly unknown[]): ConversationEvent[] {
  const decoder = openAiResponses.createEventDecoder();
  return events.flatMap((event) => decoder.decode(event));
}

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a stream that begins twice is broken', () => {
  const created = { type: 'response.created', response: { id: 'r', model: 'm' } };
  const begun = [created, { type: 'response.in_progress', response: created.response }];
  expect(decodeAll(begun)).toHaveLength(1);
  expect(() => decodeAll([...begun, created])).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
});

describe('a whole answer of a provider', () => {
  const answer = openAiResponses.decodeAnswer(readFixture('answer'));

  test('is read with its parts, its stop reason and its usage', () => {
    expect(answer).toMatchObject({ id: 'resp_up1', model: 'gpt-x-2026', stopReason: 'tool', serviceTier: 'default' });
    expect(answer.usage).toEqual({
      freshInput: 25,
      cacheRead: 10,
      cacheWrite: { '30m': 2, '12h': 3 },
      output: 20,
      reasoning: 8,
    });
    expect(answer.parts).toMatchObject([
      { type: 'reasoning', text: 'First.\n\nSecond.' },
      { type: 'opaque', opaque: { data: { item: { type: 'web_search_call' } } } },
      { type: 'text', text: 'See here.' },
      { type: 'tool-call', id: 'call_1', name: 'look', kind: 'function', input: '{"a":1}' },
      { type: 'tool-call', id: 'call_2', name: 'patch', kind: 'custom', input: '*** Begin' },
    ]);
  });

  test('is given to a client of the same format item by item as it was', () => {
    const encoded = openAiResponses.encodeAnswer(answer, answerContext());
    expect(encoded.output).toEqual(readFixture('answer').output);
    expect(encoded.id).toBe('resp_up1');
  });

  test('goes back to its provider item by item as it was', () => {
    const { output } = readFixture('answer');
    const request = openAiResponses.decodeRequest({ model: 'm', input: output });
    const options = { facts: { ...facts, id: 'm' }, stream: false, dropUnsupported: false };
    const { input } = openAiResponses.encodeRequest(request, options).body;
    const plain = (items: unknown): unknown => JSON.parse(JSON.stringify(items).replaceAll(',"logprobs":[]', ''));
    expect(plain(input)).toEqual(plain(output));
  });

  test.each([
    [{ status: 'failed', error: { code: 'rate_limit_exceeded', message: 'm' } }, 'rate-limit'],
    [{ status: 'failed', error: { code: 'server_error', message: 'm' } }, 'upstream-fault'],
    [{ status: 'failed', error: null }, 'upstream-fault'],
    [{ status: 'in_progress' }, 'broken-answer'],
    [{ status: 'cancelled' }, 'broken-answer'],
    [{ output: null }, 'broken-answer'],
    [{ output: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":' }] }, 'broken-answer'],
    [{ output: [{ type: 'function_call', call_id: 'c', arguments: '{}' }] }, 'broken-answer'],
  ])('is none when it says %j', (change, kind) => {
    expect(thrown(() => openAiResponses.decodeAnswer({ ...readFixture('answer'), ...change }))).toMatchObject({ kind });
  });

  test.each([
    [{ reason: 'max_output_tokens' }, 'length'],
    [{ reason: 'content_filter' }, 'filtered'],
    [{ reason: 'new_reason' }, 'stop'],
  ])('that is incomplete for %j stops so', (incomplete_details, stopReason) => {
    const cut = { ...readFixture('answer'), status: 'incomplete', incomplete_details };
    expect(openAiResponses.decodeAnswer(cut).stopReason).toBe(stopReason);
  });
});

describe('a streamed answer of a provider', () => {
  test('says what the whole one says', () => {
    const whole = openAiResponses.decodeAnswer(readFixture('answer'));
    expect(toAnswer(decodeAll(payloads))).toEqual(whole);
  });

  test('is given to a client of the same format in order, with its items as they were', () => {
    const encoder = openAiResponses.createEventEncoder(answerContext());
    const text =
      decodeAll(payloads)
        .map((event) => encoder.encode(event))
        .join('') + encoder.end();
    const events = readStream(text);
    checkEventOrder(events.filter(({ type }) => type !== 'response.web_search_call'));
    const output = readFixture('answer').output;
    const [first, ...rest] = Array.isArray(output) ? output : [];
    // A stream tells reasoning as one summary.
    const reasoning = { ...first, summary: [{ type: 'summary_text', text: 'First.\n\nSecond.' }] };
    expect(encoder.response?.output).toEqual([reasoning, ...rest]);
  });

  test('is read the same from servers that leave the announcements out', () => {
    const sparse = payloads.filter((event) => {
      const { type } = event as JsonObject;
      return (
        !/output_item\.added|content_part|\.done$|web_search_call\.|annotation/.test(String(type)) ||
        /output_item.done/.test(String(type))
      );
    });
    const texts = toAnswer(decodeAll(sparse)).parts.map((part) =>
      'text' in part ? part.text : 'input' in part ? part.input : '',
    );
    expect(texts.toSorted()).toEqual(['', '*** Begin', 'First.\n\nSecond.', 'See here.', '{"a":1}'].toSorted());
  });

  test('has ended with its last event, whatever follows', () => {
    expect(decodeAll([...payloads, { type: 'error', message: 'm' }])).toEqual(decodeAll(payloads));
  });

  test('is read from its last event alone', () => {
    const last = payloads.at(-1);
    expect(toAnswer(decodeAll([last])).parts).toEqual(openAiResponses.decodeAnswer(readFixture('answer')).parts);
  });

  test('that broke off is gone on with as the same response, item and part', () => {
    const text = sse.toString('utf8');
    const cut = text.slice(0, text.indexOf('event: response.output_text.annotation.added'));
    const decoder = openAiResponses.createStreamDecoder();
    const encoder = openAiResponses.createEventEncoder(answerContext());
    const sent = decoder.decode(Buffer.from(cut));
    for (const event of sent) encoder.encode(event);
    encoder.continueAfter(decoder.sequenceNumber);
    const more =
      encoder.encode({ type: 'part-delta', index: 2, text: ' More.' }) +
      encoder.encode({ type: 'part-ends', index: 2 }) +
      encoder.encode({ type: 'finished', stopReason: 'stop' }) +
      encoder.end();
    const [delta, ...rest] = readStream(more);
    const place = { output_index: 2, content_index: 0, item_id: 'msg_1' };
    const sequence_number = readStream(cut).length;
    expect(delta).toMatchObject({ type: 'response.output_text.delta', sequence_number, ...place, delta: ' More.' });
    expect(rest[0]).toMatchObject({ type: 'response.output_text.done', ...place, text: 'See here. More.' });
    expect(rest.at(-1)).toMatchObject({ type: 'response.completed', response: { id: 'resp_up1' } });
  });

  test.each([
    [{ type: 'error', code: 'rate_limit_exceeded', message: 'm', param: null, sequence_number: 3 }, 'rate-limit'],
    [{ type: 'error', error: { type: 'server_error', message: 'm' } }, 'upstream-fault'],
    [
      {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'context_length_exceeded', message: 'm' } },
      },
      'context-too-long',
    ],
    [[], 'broken-answer'],
  ])('ends with the error %j', (event, kind) => {
    expect(thrown(() => decodeAll([...payloads.slice(0, 5), event]))).toMatchObject({ kind });
  });

  test('with a call whose input was cut is broken, unless it says that it was cut', () => {
    const [created] = payloads;
    const item = { type: 'function_call', id: 'fc', call_id: 'c', name: 'f', arguments: '' };
    const begun = [
      created,
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"a":' },
    ];
    const completed = { type: 'response.completed', response: { status: 'completed', output: [] } };
    expect(thrown(() => decodeAll([...begun, completed]))).toMatchObject({ kind: 'broken-answer' });
    const incomplete = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    const events = decodeAll([...begun, { type: 'response.incomplete', response: incomplete }]);
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'length' });
  });
});

test("a provider's error answer has its kind", () => {
  const failure = {
    status: 400,
    header: () => null,
    now: 0,
    body: '{"error":{"message":"m","code":"context_length_exceeded"}}',
  };
  expect(openAiResponses.decodeError(failure)).toMatchObject({ kind: 'context-too-long' });
});

const facts = {
  id: 'm',
  contextWindow: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  prices: [],
  capabilities: {},
  retires: null,
};

/** The parts that a stream tells, whole. */
function toAnswer(events: readonly ConversationEvent[]): ConversationAnswer {
  const parts: Part[] = [];
  let answer: ConversationAnswer = { id: null, model: '', parts, stopReason: 'malformed', usage: null };
  for (const event of events) {
    if (event.type === 'started') answer = { ...answer, id: event.id, model: event.model };
    else if (event.type === 'finished') answer = { ...answer, stopReason: event.stopReason };
    else if (event.type === 'usage') {
      const { type: _, ...usage } = event;
      answer = { ...answer, ...usage };
    } else if (event.type === 'part-begins') {
      const { part, opaque } = event;
      const kept = opaque === undefined ? {} : { opaque };
      if (part.type === 'tool-call') parts[event.index] = { ...part, input: '', ...kept };
      else if (part.type === 'opaque') parts[event.index] = { ...part, advisory: true };
      else parts[event.index] = { ...part, text: '', ...kept };
    } else if (event.type === 'part-delta') {
      const part = parts[event.index];
      if (part?.type === 'tool-call') parts[event.index] = { ...part, input: part.input + event.text };
      else if (part !== undefined && 'text' in part) parts[event.index] = { ...part, text: part.text + event.text };
    } else {
      const part = parts[event.index];
      if (part !== undefined && part.type !== 'opaque' && event.opaque !== undefined) {
        const { opaque, signature } = event;
        parts[event.index] = { ...part, opaque, ...(part.type === 'reasoning' && signature ? { signature } : {}) };
      }
    }
  }
  return answer;
}
