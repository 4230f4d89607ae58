import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createGeminiChatModel } from '../../../adapters/gemini/gemini-chat-model.ts';
import { listGeminiModels } from '../../../adapters/gemini/list-gemini-models.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { collectStream, createCall } from '../../contracts/chat-model/model-call.ts';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

const clock = createSystemClock();
const apiKey = new Secret('tide.4f9a27c1d0b8e3');
let upstream: ScriptedUpstream;
let http: ProviderHttp;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: `${upstream.url}/v1beta` });
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

test('the key goes in its header and never in the address', async () => {
  const model = createGeminiChatModel({ http, apiKey, clock, version: '1.2.3' });
  upstream.play(readWholeFixture('gemini', 'text'));
  await model.complete(createCall({ stream: false }));
  upstream.play(readStreamFixture('gemini', 'text'));
  await collectStream(model.answer(createCall()));
  expect(upstream.requests.map(({ path }) => path)).toEqual([
    '/v1beta/models/tide-model-1:generateContent',
    '/v1beta/models/tide-model-1:streamGenerateContent?alt=sse',
  ]);
  for (const { headers } of upstream.requests) {
    expect(headers).toMatchObject({ 'x-goog-api-key': apiKey.reveal(), 'user-agent': 'cato/1.2.3' });
    expect(headers.authorization).toBeUndefined();
  }
});

test('a tuned model is asked under its own path, and odd letters stay in it', async () => {
  const model = createGeminiChatModel({ http, apiKey: null, clock });
  upstream.play(readWholeFixture('gemini', 'text'));
  await model.complete({ ...createCall({ stream: false }), model: 'tunedModels/high tide?' });
  expect(upstream.requests[0]?.path).toBe('/v1beta/tunedModels/high%20tide%3F:generateContent');
  expect(upstream.requests[0]?.headers['x-goog-api-key']).toBeUndefined();
});

test('a stream whose usage never comes is finished when it closes', async () => {
  const model = createGeminiChatModel({ http, apiKey, clock });
  const event = { candidates: [{ content: { parts: [{ text: 'High.' }] }, finishReason: 'STOP' }] };
  upstream.play({ headers: { 'content-type': 'text/event-stream' }, body: `data: ${JSON.stringify(event)}\n\n` });
  const { events, failure } = await collectStream(model.answer(createCall()));
  expect(failure).toBeNull();
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'stop', usage: null });
});

const list = () => listGeminiModels(http, apiKey, new AbortController().signal, clock);

test('the models that answer conversations are listed, page after page', async () => {
  upstream.play(readWholeFixture('gemini', 'models'), readWholeFixture('gemini', 'models-last'));
  expect(await list()).toEqual(['gemini-3-flash', 'gemini-3.1-pro-preview']);
  expect(upstream.requests.map(({ path }) => path)).toEqual([
    '/v1beta/models?pageSize=1000',
    '/v1beta/models?pageSize=1000&pageToken=tide%2B2',
  ]);
  expect(upstream.requests[0]?.headers['x-goog-api-key']).toBe(apiKey.reveal());
});

test('a server that pages without end is not followed without end', async () => {
  upstream.play(readWholeFixture('gemini', 'models'));
  expect(await list()).toHaveLength(10);
});

test.each([
  [readWholeFixture('gemini', 'error-unauthorized'), 'upstream-auth'],
  [{ body: '[]' }, 'broken-answer'],
  [{ body: '{"models":[{}]}' }, 'broken-answer'],
] as const)('a list that is none is an error without the key', async (answer, kind) => {
  upstream.play({ ...answer, body: String(answer.body).replaceAll('{{apiKey}}', apiKey.reveal()) });
  const error = await list().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GatewayError);
  expect(error).toMatchObject({ kind });
  expect(String(error)).not.toContain(apiKey.reveal());
});

test('tokens are counted of what goes in, nothing of the answer asked for', async () => {
  const model = createGeminiChatModel({ http, apiKey, clock });
  upstream.play({
    headers: { 'content-type': 'application/json', 'x-request-id': 'up-1' },
    body: '{"totalTokens":31}',
  });
  const counted = await model.countTokens?.(createCall({ stream: false }));
  expect(counted).toEqual({ upstreamRequestId: 'up-1', changes: [], inputTokens: 31, bytes: null });
  expect(upstream.requests[0]?.path).toBe('/v1beta/models/tide-model-1:countTokens');
  const { generateContentRequest: asked, ...others } = JSON.parse(upstream.requests[0]?.body ?? '');
  expect(others).toEqual({});
  expect(asked).toMatchObject({ model: 'models/tide-model-1', contents: [{ role: 'user' }] });
  expect(Object.keys(asked)).not.toContain('generationConfig');
});

test('a count that is no number is a broken answer, and one that is refused is told by its kind', async () => {
  const model = createGeminiChatModel({ http, apiKey, clock });
  upstream.play({ headers: { 'content-type': 'application/json' }, body: '{"totalTokens":"31"}' });
  await expect(model.countTokens?.(createCall())).rejects.toMatchObject({ kind: 'broken-answer' });
  upstream.play(readWholeFixture('gemini', 'error-rate-limit'));
  await expect(model.countTokens?.(createCall())).rejects.toMatchObject({ kind: 'rate-limit' });
});
