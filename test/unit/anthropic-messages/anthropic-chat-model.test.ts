import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAnthropicChatModel } from '../../../adapters/anthropic/anthropic-chat-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { type AnswerEvent, type ModelCall, Seen } from '../../../core/ports/chat-model.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { type BodyStep, cutAfter } from '../../support/scripted-upstream-answer.ts';
import { ask } from './encode.ts';
import { answerNames, readAnswerFixture, readStreamFixture } from './fixtures.ts';
import { assemble, decodeStream } from './stream.ts';

const key = 'sk-ant-test-0123456789abcdef';
const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_1' };

let upstream: ScriptedUpstream;
let http: ProviderHttp;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: upstream.url });
});

afterAll(async () => {
  await http.close();
  await upstream.close();
});

function model() {
  return createAnthropicChatModel({ http, apiKey: new Secret(key), version: '1.2.3', clock: createSystemClock() });
}

function call(over: Partial<ModelCall> = {}): ModelCall {
  return {
    requestId: 'r',
    model: 'claude-haiku-5-5',
    facts: unknownModelFacts('claude-haiku-5-5'),
    raw: null,
    conversation: () => ask({ maxOutputTokens: 100 }),
    dropUnsupported: false,
    signal: new AbortController().signal,
    connectMs: 1000,
    ...over,
  };
}

function stream(
  body: string | Buffer | readonly BodyStep[],
  headers: Readonly<Record<string, string>> = streamHeaders,
) {
  upstream.play({ headers, body });
}

async function collect(events: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const all: AnswerEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function neutral(events: readonly AnswerEvent[]): ConversationEvent[] {
  return events.flatMap((event) => (event.type === 'event' ? [event.event] : []));
}

/** Where in a stream the event of this type begins. */
function startOf(bytes: Buffer, type: string): number {
  return bytes.indexOf(`event: ${type}\n`);
}

describe('a request', () => {
  test('goes to /v1/messages with exactly the headers of the format', async () => {
    stream(readStreamFixture('text'));
    await collect(model().answer(call()));
    const seen = upstream.requests.at(-1);
    expect(seen?.method).toBe('POST');
    expect(seen?.path).toBe('/v1/messages');
    const { host, 'content-length': length, connection, ...headers } = seen?.headers ?? {};
    expect(headers).toEqual({
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'x-api-key': key,
      'anthropic-version': '2023-06-01',
      'user-agent': 'cato/1.2.3',
    });
    expect([host, length, connection]).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      model: 'claude-haiku-5-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Is the tide high?' }] }],
      stream: true,
    });
  });

  test('names the model that was called, and no key where there is none', async () => {
    upstream.play({ body: JSON.stringify(readAnswerFixture('text').body) });
    await createAnthropicChatModel({ http, apiKey: null, clock: createSystemClock() }).complete(
      call({ model: 'claude-other' }),
    );
    const seen = upstream.requests.at(-1);
    expect(seen?.headers['x-api-key']).toBeUndefined();
    expect(seen?.headers.accept).toBe('application/json');
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({ model: 'claude-other' });
    expect(JSON.parse(seen?.body ?? '')).not.toHaveProperty('stream');
  });

  test('that has no equivalent is refused before anything is sent', async () => {
    const before = upstream.requests.length;
    const unsupported = call({ conversation: () => ask({ seed: 1 }) });
    await expect(collect(model().answer(unsupported))).rejects.toBeInstanceOf(UnsupportedOptions);
    await expect(model().complete(unsupported)).rejects.toBeInstanceOf(UnsupportedOptions);
    expect(upstream.requests).toHaveLength(before);
  });
});

describe('a streamed answer', () => {
  test.each(answerNames)('%s arrives as events between accepted and finished', async (name) => {
    stream(readStreamFixture(name));
    const events = await collect(model().answer(call()));
    const expected = await decodeStream([readStreamFixture(name)]);
    expect(neutral(events)).toEqual(expected);
    const { stopReason, usage } = assemble(expected);
    expect(events.at(0)).toEqual({ type: 'accepted', upstreamRequestId: 'req_1', changes: [] });
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason, usage });
  });

  test('says what changed in the request, and what each event holds', async () => {
    stream(readStreamFixture('tools'));
    const events = await collect(model().answer(call({ conversation: () => ask() })));
    expect(events[0]).toMatchObject({ changes: ['max_tokens set to 4096'] });
    const seen = events.flatMap((event) => (event.type === 'event' ? [[event.event.type, event.seen]] : []));
    expect(new Set(seen.map(([type, bits]) => `${type} ${bits}`))).toEqual(
      new Set([
        'started 0',
        `part-begins ${Seen.content}`,
        `part-delta ${Seen.content}`,
        'part-ends 0',
        `usage ${Seen.usage}`,
        `finished ${Seen.stop}`,
      ]),
    );
  });

  test('arrives whole when every byte comes alone', async () => {
    stream([
      { shred: readStreamFixture('text').subarray(0, 1200) },
      { send: readStreamFixture('text').subarray(1200) },
    ]);
    const events = await collect(model().answer(call()));
    expect(neutral(events)).toEqual(await decodeStream([readStreamFixture('text')]));
  });

  test('leaves its connection to the next request, though its body ends after its end marker', async () => {
    stream([{ send: readStreamFixture('text') }, { waitMs: 5 }]);
    for (let time = 0; time < 5; time += 1) {
      await collect(model().answer(call()));
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    const connections = new Set(upstream.requests.slice(-5).map(({ connection }) => connection));
    expect(connections.size).toBeLessThan(5);
  });

  test('that is cut before its stop reason is broken, wherever that happens', async () => {
    const bytes = readStreamFixture('text');
    for (const type of ['content_block_start', 'content_block_stop', 'message_delta']) {
      stream(cutAfter(bytes, startOf(bytes, type)));
      await expect(collect(model().answer(call()))).rejects.toMatchObject({ kind: 'broken-answer' });
      stream(bytes.subarray(0, startOf(bytes, type)));
      await expect(collect(model().answer(call()))).rejects.toMatchObject({
        kind: 'broken-answer',
        message: 'The provider closed its stream before the answer was finished.',
      });
    }
  });

  test('that is cut after its stop reason is finished, with its usage', async () => {
    const bytes = readStreamFixture('usage-cached');
    const finished = { type: 'finished', stopReason: 'stop', usage: { freshInput: 100, output: 20 } };
    for (const cut of ['close', 'reset'] as const) {
      stream(cutAfter(bytes, startOf(bytes, 'message_stop'), cut));
      expect((await collect(model().answer(call()))).at(-1)).toMatchObject(finished);
    }
    stream(bytes.subarray(0, startOf(bytes, 'message_stop')));
    expect((await collect(model().answer(call()))).at(-1)).toMatchObject(finished);
  });

  test('is finished when the caller gives up after the stop reason', async () => {
    const bytes = readStreamFixture('text');
    stream([{ send: bytes.subarray(0, startOf(bytes, 'message_stop')) }, { stall: true }]);
    const controller = new AbortController();
    const events: AnswerEvent[] = [];
    for await (const event of model().answer(call({ signal: controller.signal }))) {
      events.push(event);
      if (event.type === 'event' && event.seen & Seen.stop) controller.abort(new Error('enough'));
    }
    expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'stop' });
  });

  test('ends with the reason of the caller who gives up before the stop reason', async () => {
    const bytes = readStreamFixture('text');
    stream([{ send: bytes.subarray(0, startOf(bytes, 'content_block_stop')) }, { stall: true }]);
    const controller = new AbortController();
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const event of model().answer(call({ signal: controller.signal }))) {
        if (event.type === 'event' && event.seen & Seen.content) controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    await upstream.requests.at(-1)?.clientLeft;
  });

  test('frees its connection when the reader leaves', async () => {
    stream([{ send: readStreamFixture('cut') }, { stall: true }]);
    for await (const event of model().answer(call())) if (event.type === 'event') break;
    await upstream.requests.at(-1)?.clientLeft;
  });

  test('that turns into an error throws it by its kind, without the key', async () => {
    stream(readStreamFixture('error-in-stream').toString('utf8').replaceAll('{{apiKey}}', key));
    const failed = collect(model().answer(call()));
    await expect(failed).rejects.toMatchObject({ kind: 'overloaded', message: 'Overloaded, key [redacted].' });
  });

  test.each([
    ['event: error\ndata: upstream gone\n\n', { kind: 'upstream-fault', message: 'upstream gone' }],
    [
      'event: error\ndata: {"error":{"type":"overloaded_error","message":"busy"}}\n\n',
      { kind: 'overloaded', message: 'busy' },
    ],
    [
      'event: message_start\ndata: {"type":\n\n',
      { kind: 'broken-answer', message: 'The provider sent a stream event that is not JSON.' },
    ],
    ['event: message_start\ndata: 5\n\n', { kind: 'broken-answer' }],
    [
      `data: ${'x'.repeat(1024 * 1024 + 10)}`,
      { kind: 'broken-answer', message: 'The provider sent an event of more than 1048576 bytes.' },
    ],
  ])('that holds %.40j fails', async (text, expected) => {
    stream(text);
    await expect(collect(model().answer(call()))).rejects.toMatchObject(expected);
  });

  test('in place of which the provider sent an error is that error', async () => {
    const { headers, body } = readAnswerFixture('error-in-success');
    stream(JSON.stringify(body).replaceAll('{{apiKey}}', key), headers);
    await expect(collect(model().answer(call()))).rejects.toMatchObject({
      kind: 'overloaded',
      message: 'Overloaded, key [redacted].',
    });
  });

  test('in place of which the provider sent something else is broken', async () => {
    stream(JSON.stringify(readAnswerFixture('text').body), { 'content-type': 'application/json' });
    await expect(collect(model().answer(call()))).rejects.toMatchObject({ kind: 'broken-answer' });
    stream('<html>', { 'content-type': 'text/html' });
    await expect(collect(model().answer(call()))).rejects.toMatchObject({ kind: 'broken-answer' });
  });
});

describe('a whole answer', () => {
  test.each(answerNames)('%s is decoded', async (name) => {
    const { headers, body } = readAnswerFixture(name);
    upstream.play({ headers, body: JSON.stringify(body) });
    const answer = anthropicMessages.decodeAnswer(body);
    expect(await model().complete(call())).toEqual({
      upstreamRequestId: 'req_011CTide',
      changes: [],
      stopReason: answer.stopReason,
      usage: answer.usage,
      content: { kind: 'neutral', answer },
    });
  });

  test('that is cut, unreadable or an error fails by its kind, without the key', async () => {
    const whole = JSON.stringify(readAnswerFixture('text').body);
    upstream.play({ headers: { 'content-length': String(whole.length + 9) }, body: cutAfter(whole, 50) });
    await expect(model().complete(call())).rejects.toMatchObject({ kind: 'broken-answer' });
    upstream.play({ body: whole.slice(0, 50) });
    await expect(model().complete(call())).rejects.toMatchObject({ kind: 'broken-answer' });
    const error = JSON.stringify(readAnswerFixture('error-in-success').body);
    upstream.play({ body: error.replaceAll('{{apiKey}}', key) });
    await expect(model().complete(call())).rejects.toMatchObject({
      kind: 'overloaded',
      message: 'Overloaded, key [redacted].',
    });
  });
});

describe('an error answer', () => {
  test.each([
    ['error-unauthorized', 'upstream-auth'],
    ['error-forbidden', 'upstream-permission'],
    ['error-rate-limit', 'rate-limit'],
    ['error-overloaded', 'overloaded'],
    ['error-context-too-long', 'context-too-long'],
  ])('%s is thrown as %s, streamed and whole, without the key', async (name, kind) => {
    const { status, headers, body } = readAnswerFixture(name);
    upstream.play({ status, headers, body: JSON.stringify(body).replaceAll('{{apiKey}}', key) });
    for (const failed of [collect(model().answer(call())), model().complete(call())]) {
      const error = await failed.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind, upstream: { status, requestId: 'req_011CTide' } });
      expect(String(error)).not.toContain(key);
    }
  });

  test('says how long to wait', async () => {
    const { status, headers, body } = readAnswerFixture('error-rate-limit');
    upstream.play({ status, headers, body: JSON.stringify(body) });
    await expect(model().complete(call())).rejects.toMatchObject({ retryAfterMs: 7000 });
  });

  test('is read no further than it takes to understand it', async () => {
    upstream.play({ status: 500, body: [{ flood: Buffer.alloc(64 * 1024, 'x'), times: 1000 }] });
    await expect(model().complete(call())).rejects.toMatchObject({
      kind: 'upstream-fault',
      message: 'The provider answered HTTP 500 without an explanation that can be read.',
    });
    await upstream.requests.at(-1)?.clientLeft;
  });

  test('that sends elsewhere is refused', async () => {
    const before = upstream.requests.length;
    upstream.play({ status: 307, headers: { location: `${upstream.url}/elsewhere` } });
    await expect(model().complete(call())).rejects.toMatchObject({
      kind: 'upstream-not-found',
      message: expect.stringContaining('redirect (307)'),
    });
    expect(upstream.requests).toHaveLength(before + 1);
  });
});

describe('what a provider echoes', () => {
  const headers = { 'content-type': 'application/json', 'request-id': key };

  test('of the key is in no word of its error', async () => {
    const error = { type: `t ${key}`, message: 'no', details: { error_code: `c ${key}` } };
    upstream.play({ status: 400, headers, body: JSON.stringify({ type: 'error', error }) });
    for (const fail of [() => collect(model().answer(call())), () => model().complete(call())]) {
      const failure = await fail().catch((reason: unknown) => reason);
      expect(failure).toMatchObject({ code: 'c [redacted]', upstream: { type: 't [redacted]', requestId: null } });
      expect(JSON.stringify(failure)).not.toContain(key);
    }
  });

  test('of the key as the id of a request is not told', async () => {
    stream(readStreamFixture('text'), { ...streamHeaders, 'request-id': key });
    expect((await collect(model().answer(call())))[0]).toMatchObject({ upstreamRequestId: null });
    upstream.play({ headers, body: JSON.stringify(readAnswerFixture('text').body) });
    expect(await model().complete(call())).toMatchObject({ upstreamRequestId: null });
  });
});

test('an answer that begins again after its stop reason is broken', async () => {
  const bytes = readStreamFixture('text');
  const once = bytes.subarray(0, startOf(bytes, 'message_stop'));
  stream([{ send: once }, { waitMs: 20 }, { send: bytes }]);
  await expect(collect(model().answer(call()))).rejects.toMatchObject({ kind: 'broken-answer' });
});
