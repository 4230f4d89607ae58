import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAnthropicChatModel } from '../../../adapters/anthropic/anthropic-chat-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { ChatModel, CountedTokens, ModelCall } from '../../../core/ports/chat-model.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { bodyBytes } from './contract-bench.ts';
import { failureOf, toGatewayError } from './describe-errors.ts';
import { collectStream, createCall, modelId } from './model-call.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';
import { rawBytes } from './summarize-answer.ts';

const key = 'tide.4f9a27c1d0b8e3';
const body = { model: modelId, max_tokens: 100, messages: [{ role: 'user', content: 'How high is the tide?' }] };

let upstream: ScriptedUpstream;
let http: ProviderHttp;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: upstream.url });
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

function createModel(): ChatModel {
  return createAnthropicChatModel({ http, apiKey: new Secret(key), clock: createSystemClock() });
}

function rawCall(sent: JsonObject, headers?: Readonly<Record<string, string>>): ModelCall {
  const bytes = Buffer.from(JSON.stringify(sent, null, 1));
  return { ...createCall(), raw: { body: sent, bytes, includeUsage: true, ...(headers && { headers }) } };
}

async function count(call: ModelCall): Promise<CountedTokens> {
  const model = createModel();
  if (!model.countTokens) throw new Error('the model counts no tokens');
  return model.countTokens(call);
}

test('bytes pass through unchanged in both directions', async () => {
  const answer = readStreamFixture('anthropic', 'thinking');
  upstream.play(answer);
  const call = rawCall({ ...body, stream: true, odd: [1] });
  const { events } = await collectStream(createModel().answer(call));
  expect(upstream.requests[0]?.body).toBe(call.raw?.bytes.toString());
  expect(rawBytes(events).equals(bodyBytes(answer))).toBe(true);
  expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'stop', usage: { freshInput: 100, output: 20 } });

  const whole = readWholeFixture('anthropic', 'text');
  upstream.play(whole);
  const completed = await createModel().complete(rawCall(body));
  expect(completed.content).toEqual({ kind: 'raw', bytes: bodyBytes(whole) });
  expect(completed).toMatchObject({ stopReason: 'stop', usage: { output: 20 }, changes: [] });
});

test('of the headers of a client its beta flags alone go out, as far as the deployment takes them', async () => {
  const betas = {
    'anthropic-beta': 'context-1m-2025-08-07,files-api-2025-04-14',
    'anthropic-version': '1999',
    cookie: 'a',
  };
  upstream.play(readWholeFixture('anthropic', 'text'));
  const call = rawCall(body, betas);
  const { changes } = await createModel().complete({
    ...call,
    facts: { ...call.facts, allowedBetas: ['context-1m-*'] },
  });
  const { host, connection, 'content-length': length, ...headers } = upstream.requests[0]?.headers ?? {};
  expect(headers).toEqual({
    accept: 'application/json',
    'content-type': 'application/json',
    'anthropic-beta': 'context-1m-2025-08-07',
    'anthropic-version': '2023-06-01',
    'user-agent': 'cato',
    'x-api-key': key,
  });
  expect([host, connection, length]).not.toContain(undefined);
  expect(changes).toEqual(['anthropic-beta files-api-2025-04-14 dropped']);
});

test('a stream that ends without its last event is completed, one without a stop reason is broken', async () => {
  const { body: _, ...rest } = readStreamFixture('anthropic', 'text');
  const text = bodyBytes(readStreamFixture('anthropic', 'text')).toString();
  const [whole = ''] = text.split('event: message_stop');
  upstream.play({ ...rest, body: whole });
  const { events } = await collectStream(createModel().answer(rawCall({ ...body, stream: true })));
  expect(rawBytes(events).toString()).toBe(`${whole}event: message_stop\ndata: {"type":"message_stop"}\n\n`);

  const [cut = ''] = text.split('event: message_delta');
  upstream.play({ ...rest, body: `${cut}event: message_stop\ndata: {"type":"message_stop"}\n\n` });
  const broken = await collectStream(createModel().answer(rawCall({ ...body, stream: true })));
  expect(toGatewayError(broken.failure)).toMatchObject({ kind: 'broken-answer' });
  expect(rawBytes(broken.events).toString()).not.toContain('message_stop');
});

test('an error in a success is thrown without the key', async () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: `${key} waits` } };
  upstream.play({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(error) });
  const call = rawCall({ ...body, stream: true });
  const expected = { kind: 'overloaded', message: '[redacted] waits' };
  expect(toGatewayError((await collectStream(createModel().answer(call))).failure)).toMatchObject(expected);
  expect(await failureOf(createModel().complete(call))).toMatchObject(expected);
});

test('tokens are counted by the provider, for clients of its format and for others', async () => {
  const answer = {
    headers: { 'content-type': 'application/json', 'request-id': 'req_1' },
    body: '{"input_tokens": 14}',
  };
  upstream.play(answer);
  const { max_tokens: _, ...counted } = body;
  const call = rawCall({ ...counted, model: 'auto' }, { 'anthropic-beta': 'a-1' });
  expect(await count(call)).toEqual({
    upstreamRequestId: 'req_1',
    changes: [],
    inputTokens: 14,
    bytes: Buffer.from(answer.body),
  });
  expect(await count({ ...call, raw: null })).toMatchObject({ inputTokens: 14, bytes: null });
  const [raw, neutral] = upstream.requests;
  expect([raw?.path, neutral?.path]).toEqual(['/v1/messages/count_tokens', '/v1/messages/count_tokens']);
  expect(JSON.parse(raw?.body ?? '')).toEqual(counted);
  expect(raw?.headers['anthropic-beta']).toBe('a-1');
  expect(Object.keys(JSON.parse(neutral?.body ?? ''))).toEqual(['model', 'messages']);
});

test('a count that is none is a broken answer', async () => {
  for (const said of ['{}', '<html>']) {
    upstream.play({ body: said });
    expect(await failureOf(count(rawCall(body)))).toMatchObject({ kind: 'broken-answer' });
  }
});
