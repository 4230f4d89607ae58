import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createOpenAiCompatibleChatModel } from '../../../adapters/openai-compatible/openai-compatible-chat-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import { type ChatModel, type ModelCall, Seen } from '../../../core/ports/chat-model.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { bodyBytes } from './contract-bench.ts';
import { failureOf, toGatewayError } from './describe-errors.ts';
import { collectStream, createCall, modelId } from './model-call.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';
import { rawBytes } from './summarize-answer.ts';

const key = 'tide.4f9a27c1d0b8e3';
const question = [{ role: 'user', content: 'How high is the tide?' }];

let upstream: ScriptedUpstream;
let http: ProviderHttp;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: `${upstream.url}/v1` });
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

function createModel(over: { streamUsage?: boolean; path?: string; apiKey?: Secret | null } = {}): ChatModel {
  const headers = { 'OpenAI-Organization': 'org-tide' };
  const defaults = { http, headers, apiKey: new Secret(key), streamUsage: true, clock: createSystemClock() };
  return createOpenAiCompatibleChatModel({ ...defaults, userAgent: 'cato/1.2.3', ...over });
}

function rawCall(body: JsonObject, includeUsage = true): ModelCall {
  return { ...createCall(), raw: { body, bytes: Buffer.from(JSON.stringify(body, null, 1)), includeUsage } };
}

test('bytes pass through unchanged in both directions', async () => {
  const answer = readStreamFixture('openai', 'text');
  upstream.play(answer);
  const body = { model: modelId, stream: true, stream_options: { include_usage: true }, messages: question, odd: [1] };
  const call = rawCall(body);
  const { events } = await collectStream(createModel().answer(call));
  expect(upstream.requests[0]?.body).toBe(call.raw?.bytes.toString());
  expect(rawBytes(events).equals(bodyBytes(answer))).toBe(true);
  expect(events[0]).toEqual({ type: 'accepted', upstreamRequestId: 'req_7f3a9c', changes: [] });

  const whole = readWholeFixture('openai', 'text');
  upstream.play(whole);
  const completed = await createModel().complete(rawCall({ model: modelId, messages: question }));
  expect(completed.content).toEqual({ kind: 'raw', bytes: bodyBytes(whole) });
  expect(completed.upstreamRequestId).toBe('req_7f3a9c');
});

test('the upstream gets exactly the headers meant for it', async () => {
  upstream.play(readStreamFixture('openai', 'text'));
  await collectStream(createModel().answer(rawCall({ model: 'x', stream: true, messages: question })));
  const [seen] = upstream.requests;
  expect(seen?.headerNames.map((name) => name.toLowerCase()).sort()).toEqual(
    ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host'].concat([
      'openai-organization',
      'user-agent',
    ]),
  );
  expect(seen?.headers).toMatchObject({
    accept: 'text/event-stream',
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'openai-organization': 'org-tide',
    'user-agent': 'cato/1.2.3',
  });
  expect(seen?.path).toBe('/v1/chat/completions');
});

test('without a key no authorization is sent, and another path is taken at its word', async () => {
  upstream.play(readWholeFixture('openai', 'text'));
  const model = createModel({ apiKey: null, path: '/openai/chat?api-version=1' });
  await model.complete(rawCall({ model: modelId, messages: question }));
  const [seen] = upstream.requests;
  expect([seen?.headers.authorization, seen?.headers.accept]).toEqual([undefined, 'application/json']);
  expect(seen?.path).toBe('/v1/openai/chat?api-version=1');
});

test("the model's name and the wish for usage are rewritten, and the usage is kept from who did not ask", async () => {
  upstream.play(readStreamFixture('openai', 'text'));
  const call = rawCall({ model: 'auto', stream: true, messages: question }, false);
  const { events } = await collectStream(createModel().answer(call));
  expect(JSON.parse(upstream.requests[0]?.body ?? '')).toEqual({
    model: modelId,
    stream: true,
    messages: question,
    stream_options: { include_usage: true },
  });
  expect(rawBytes(events).toString()).not.toContain('usage');
  expect(events.at(-1)).toMatchObject({ type: 'finished', usage: { freshInput: 100, output: 20 } });
});

test.each([true, false])('a provider that can tell the usage of streams is asked to: %s', async (streamUsage) => {
  upstream.play(readStreamFixture('openai', 'text'));
  const model = createModel({ streamUsage });
  await collectStream(model.answer(createCall()));
  await collectStream(model.answer(rawCall({ model: 'auto', stream: true, messages: question }, false)));
  for (const { body } of upstream.requests) {
    expect(JSON.parse(body).stream_options).toEqual(streamUsage ? { include_usage: true } : undefined);
  }
});

test('an error in the place of a stream is told with its kind, without the key', async () => {
  const headers = { 'content-type': 'application/json' };
  upstream.play({
    headers,
    body: JSON.stringify({ error: { message: `${key} is slow`, code: 'rate_limit_exceeded' } }),
  });
  const { failure } = await collectStream(createModel().answer(createCall()));
  expect(toGatewayError(failure)).toMatchObject({ kind: 'rate-limit', message: '[redacted] is slow' });
  for (const raw of [null, rawCall({ model: modelId, messages: question }).raw]) {
    const whole = await failureOf(createModel().complete({ ...createCall({ stream: false }), raw }));
    expect(whole).toMatchObject({ kind: 'rate-limit', message: '[redacted] is slow' });
  }
});

test('a provider that answers whole where a stream was asked for is told so', async () => {
  upstream.play(readWholeFixture('openai', 'text'));
  const { failure } = await collectStream(createModel().answer(createCall()));
  expect(toGatewayError(failure)).toMatchObject({ kind: 'broken-answer' });
  expect(toGatewayError(failure).message).toContain('application/json');
});

test('an end marker without a stop reason is a broken answer', async () => {
  const { body, ...rest } = readStreamFixture('openai', 'text');
  const events = String(body).split('\n\n');
  const cut = events.filter((event) => !event.includes('"finish_reason":"stop"')).join('\n\n');
  upstream.play({ ...rest, body: cut });
  for (const raw of [null, rawCall({ model: modelId, stream: true, messages: question }).raw]) {
    const { events: seen, failure } = await collectStream(createModel().answer({ ...createCall(), raw }));
    expect(toGatewayError(failure)).toMatchObject({ kind: 'broken-answer' });
    expect(rawBytes(seen).toString()).not.toContain('[DONE]');
  }
});

test('of several choices each must have stopped', async () => {
  const choice = (index: number, finish: string | null) =>
    `data: ${JSON.stringify({ id: 'x', choices: [{ index, delta: { role: 'assistant', content: 'a' }, finish_reason: finish }] })}\n\n`;
  const headers = { 'content-type': 'text/event-stream' };
  const call = rawCall({ model: modelId, stream: true, n: 2, messages: question });
  upstream.play({ headers, body: choice(0, 'stop') });
  expect(toGatewayError((await collectStream(createModel().answer(call))).failure).kind).toBe('broken-answer');
  upstream.play({ headers, body: choice(0, 'stop') + choice(1, 'length') });
  expect((await collectStream(createModel().answer(call))).events.at(-1)?.type).toBe('finished');
});

describe('fewer choices than were asked for, of a provider that ignores `n`,', () => {
  const fewer = {
    kind: 'unsupported-parameter',
    param: 'n',
    message: expect.stringContaining('the 2 that `n` asks for'),
  };
  const call = rawCall({ model: modelId, stream: true, n: 2, messages: question });

  test('are no success of a stream', async () => {
    upstream.play(readStreamFixture('openai', 'text'));
    const { events, failure } = await collectStream(createModel().answer(call));
    expect(toGatewayError(failure)).toMatchObject(fewer);
    expect(rawBytes(events).toString()).not.toContain('[DONE]');
  });

  test('are a break of a stream that is cut', async () => {
    const { body, ...rest } = readStreamFixture('openai', 'text');
    upstream.play({ ...rest, body: String(body).replace('data: [DONE]\n\n', '') });
    const { failure } = await collectStream(createModel().answer(call));
    expect(toGatewayError(failure).kind).toBe('broken-answer');
  });

  test('are no success of a whole answer', async () => {
    upstream.play(readWholeFixture('openai', 'text'));
    expect(toGatewayError(await failureOf(createModel().complete(call)))).toMatchObject(fewer);
  });

  test('are none where so many came', async () => {
    const { body, ...rest } = readWholeFixture('openai', 'text');
    const { choices, ...answer } = JSON.parse(String(body));
    upstream.play({ ...rest, body: JSON.stringify({ ...answer, choices: [choices[0], choices[0]] }) });
    expect((await createModel().complete(call)).stopReason).toBe('stop');
  });
});

test('a complete answer is finished at its end marker, decoded or not', async () => {
  const answer = readStreamFixture('openai', 'text');
  upstream.play({ ...answer, body: [{ send: bodyBytes(answer) }, { stall: true }] });
  for (const raw of [null, rawCall({ model: modelId, stream: true, messages: question }).raw]) {
    const { events } = await collectStream(createModel().answer({ ...createCall(), raw }));
    expect(events.at(-1)?.type).toBe('finished');
  }
});

test('a decoded tool call without arguments counts as content', async () => {
  const call = { index: 0, id: 'call_a1', type: 'function', function: { name: 'get_tide', arguments: '' } };
  const choice = { index: 0, delta: { role: 'assistant', tool_calls: [call] }, finish_reason: 'tool_calls' };
  const body = `data: ${JSON.stringify({ id: 'x', choices: [choice] })}\n\ndata: [DONE]\n\n`;
  upstream.play({ headers: { 'content-type': 'text/event-stream' }, body });
  const { events } = await collectStream(createModel().answer(createCall()));
  expect(events.some((event) => 'seen' in event && (event.seen & Seen.content) !== 0)).toBe(true);
});

test('a redirect is told as one', async () => {
  upstream.play({ status: 308, headers: { location: 'https://example.com/?key=1' } });
  const { message } = await failureOf(createModel().complete(createCall({ stream: false })));
  expect(message).toContain('a redirect (308), which is not followed');
  expect(message).not.toContain('example.com');
});

const bothWays = [null, rawCall({ model: modelId, stream: true, messages: question }).raw];

test('the key comes out of no word of an error, and an id that is none is not told', async () => {
  const error = { message: 'no', type: `t ${key}`, code: `c ${key}`, param: `p ${key}` };
  const headers = { 'content-type': 'application/json', 'x-request-id': `id ${key}` };
  upstream.play({ status: 400, headers, body: JSON.stringify({ error }) });
  const failure = await failureOf(createModel().complete(createCall({ stream: false })));
  expect(failure).toMatchObject({ code: 'c [redacted]', upstream: { type: 't [redacted]', requestId: null } });
  expect(JSON.stringify(failure)).not.toContain(key);
  upstream.play({ headers: { 'content-type': 'text/event-stream' }, body: `data: ${JSON.stringify({ error })}\n\n` });
  for (const raw of bothWays) {
    const streamed = await collectStream(createModel().answer({ ...createCall(), raw }));
    expect(JSON.stringify(toGatewayError(streamed.failure))).not.toContain(key);
  }
});

test('a request id that echoes the key is not told', async () => {
  const withId = (answer: ScriptedAnswer) => ({ ...answer, headers: { ...answer.headers, 'x-request-id': key } });
  upstream.play(withId(readStreamFixture('openai', 'text')));
  const { events } = await collectStream(createModel().answer(createCall()));
  expect(events[0]).toMatchObject({ type: 'accepted', upstreamRequestId: null });
  upstream.play(withId(readWholeFixture('openai', 'text')));
  expect((await createModel().complete(createCall({ stream: false }))).upstreamRequestId).toBeNull();
});

test('an error whose body stalls is told by its status', async () => {
  const headers = { 'retry-after': '7' };
  upstream.play({ status: 429, headers, body: [{ send: '{"error":' }, { stall: true }] });
  const failure = await failureOf(createModel().complete(createCall({ stream: false })));
  expect(failure).toMatchObject({ kind: 'rate-limit', retryAfterMs: 7000, upstream: { status: 429 } });
});

test('an event named error is one, decoded or not', async () => {
  const body = 'event: error\ndata: {"message":"busy","type":"overloaded_error"}\n\n';
  upstream.play({ headers: { 'content-type': 'text/event-stream' }, body });
  for (const raw of bothWays) {
    const { failure } = await collectStream(createModel().answer({ ...createCall(), raw }));
    expect(toGatewayError(failure)).toMatchObject({ kind: 'overloaded', message: 'busy' });
  }
});

test.each([
  ['in the same bytes', 0],
  ['later', 30],
])('an answer doubled after its stop reason is broken, %s', async (_when, waitMs) => {
  const choice = (content: string, finish: string | null) =>
    `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: finish }] })}\n\n`;
  const answer = choice('high', null) + choice('', 'stop');
  const body = [{ send: answer }, { waitMs }, { send: `${answer}data: [DONE]\n\n` }];
  upstream.play({ headers: { 'content-type': 'text/event-stream' }, body });
  for (const raw of bothWays) {
    const { events, failure } = await collectStream(createModel().answer({ ...createCall(), raw }));
    expect(toGatewayError(failure)).toMatchObject({ kind: 'broken-answer' });
    expect(events.some(({ type }) => type === 'finished')).toBe(false);
  }
});
