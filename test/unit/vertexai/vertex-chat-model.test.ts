import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMessagesStreamReader } from '../../../adapters/anthropic/messages-stream-reader.ts';
import { createGeminiStreamReader } from '../../../adapters/gemini/gemini-stream-reader.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { createVertexChatModel, type VertexChatModelOptions } from '../../../adapters/vertexai/vertex-chat-model.ts';
import { Secret } from '../../../core/access/secret.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { collectStream, createCall, textRequest } from '../../contracts/chat-model/model-call.ts';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

const token = new Secret('tide-token-4f9a27c1');
let upstream: ScriptedUpstream;
let http: ProviderHttp;
let discarded: Secret[];

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: upstream.url });
  discarded = [];
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

function createModel(over: Partial<VertexChatModelOptions> = {}) {
  return createVertexChatModel({
    http,
    project: 'tide-project',
    location: 'global',
    tokens: { current: () => Promise.resolve(token), discard: (refused) => void discarded.push(refused) },
    streamReaders: { google: createGeminiStreamReader, anthropic: createMessagesStreamReader },
    clock: createSystemClock(),
    ...over,
  });
}

const gemini = (stream: boolean) => ({ ...createCall({ stream }), model: 'gemini-3-flash' });
const claude = (stream: boolean) => ({ ...createCall({ stream }), model: 'claude-haiku-5-5@20260101' });

test('Gemini is asked at its address with the token, whole and streamed', async () => {
  const model = createModel({ quotaProject: 'payer' });
  upstream.play(readWholeFixture('gemini', 'text'), readStreamFixture('gemini', 'text'));
  await model.complete(gemini(false));
  await collectStream(model.answer(gemini(true)));
  const models = '/v1/projects/tide-project/locations/global/publishers/google/models/gemini-3-flash';
  expect(upstream.requests.map(({ path }) => path)).toEqual([
    `${models}:generateContent`,
    `${models}:streamGenerateContent?alt=sse`,
  ]);
  for (const { headers } of upstream.requests) {
    expect(headers).toMatchObject({ authorization: `Bearer ${token.reveal()}`, 'x-goog-user-project': 'payer' });
  }
});

test('Claude is asked with its version in the body and its model in the address alone', async () => {
  const model = createModel();
  upstream.play(readWholeFixture('anthropic', 'text'), readStreamFixture('anthropic', 'text'));
  await model.complete(claude(false));
  await collectStream(model.answer(claude(true)));
  const models = '/v1/projects/tide-project/locations/global/publishers/anthropic/models/claude-haiku-5-5@20260101';
  expect(upstream.requests.map(({ path }) => path)).toEqual([`${models}:rawPredict`, `${models}:streamRawPredict`]);
  const [whole, stream] = upstream.requests.map(({ body }) => JSON.parse(body));
  expect(whole).toMatchObject({ anthropic_version: 'vertex-2023-10-16', max_tokens: 500 });
  expect([whole.model, stream.model, whole.stream, stream.stream]).toEqual([undefined, undefined, undefined, true]);
  for (const { headers } of upstream.requests) expect(headers['anthropic-version']).toBeUndefined();
});

test('the service tier is said in a header', async () => {
  upstream.play(readWholeFixture('gemini', 'text'));
  const request = { ...textRequest, serviceTier: 'flex' };
  await createModel().complete({ ...createCall({ request, stream: false }), model: 'gemini-3-flash' });
  expect(upstream.requests[0]?.headers['x-vertex-ai-llm-shared-request-type']).toBe('flex');
  expect(upstream.requests[0]?.body).not.toContain('flex');
});

test('a token that is refused is given up, and no other failure costs one', async () => {
  const model = createModel();
  upstream.play(readWholeFixture('gemini', 'error-forbidden'), readWholeFixture('gemini', 'error-unauthenticated'));
  await expect(model.complete(gemini(false))).rejects.toMatchObject({ kind: 'upstream-permission' });
  expect(discarded).toEqual([]);
  await expect(model.complete(gemini(false))).rejects.toMatchObject({ kind: 'upstream-auth' });
  expect(discarded).toEqual([token]);
});

test('without a token nothing is sent', async () => {
  const failure = new GatewayError('upstream-auth', 'No credentials.');
  const model = createModel({ tokens: { current: () => Promise.reject(failure), discard: () => {} } });
  expect((await collectStream(model.answer(gemini(true)))).failure).toBe(failure);
  await expect(model.complete(claude(false))).rejects.toBe(failure);
  expect(upstream.requests).toEqual([]);
});

test('place names that would change the address are refused when the model is made', () => {
  expect(() => createModel({ project: 'a/b' })).toThrow(TypeError);
  expect(() => createModel({ location: 'evil.test' })).toThrow(TypeError);
});

test('tokens are counted in the language of who publishes the model', async () => {
  const model = createModel();
  const place = '/v1/projects/tide-project/locations/global/publishers';
  const json = { 'content-type': 'application/json' };
  upstream.play({ headers: json, body: '{"totalTokens":31}' }, { headers: json, body: '{"input_tokens":32}' });
  expect((await model.countTokens?.(gemini(false)))?.inputTokens).toBe(31);
  expect((await model.countTokens?.(claude(false)))?.inputTokens).toBe(32);
  expect(upstream.requests.map(({ path }) => path)).toEqual([
    `${place}/google/models/gemini-3-flash:countTokens`,
    `${place}/anthropic/models/count-tokens:rawPredict`,
  ]);
  const [ofGemini, ofClaude] = upstream.requests.map(({ body }) => JSON.parse(body));
  expect(Object.keys(ofGemini)).toEqual(['contents']);
  expect(ofClaude).toMatchObject({ model: 'claude-haiku-5-5@20260101', anthropic_version: 'vertex-2023-10-16' });
  expect(ofClaude).not.toHaveProperty('max_tokens');
});
