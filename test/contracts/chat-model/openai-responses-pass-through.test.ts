import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createOpenAiResponsesChatModel } from '../../../adapters/openai-compatible/openai-responses-chat-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { ChatModel, ModelCall } from '../../../core/ports/chat-model.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { ModelCapabilities } from '../../../core/routing/model-facts.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { bodyBytes } from './contract-bench.ts';
import { collectStream, createCall, modelId } from './model-call.ts';
import { readStreamFixture, readWholeFixture } from './read-fixture.ts';
import { rawBytes } from './summarize-answer.ts';

const question = { model: modelId, input: 'How high is the tide?', store: false };

let upstream: ScriptedUpstream;
let http: ProviderHttp;
let model: ChatModel;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: `${upstream.url}/v1` });
  const clock = createSystemClock();
  model = createOpenAiResponsesChatModel({
    http,
    apiKey: new Secret('tide.4f9a27c1d0b8e3'),
    clock,
    userAgent: 'cato/1',
  });
});

afterEach(async () => {
  await http.close();
  await upstream.close();
});

function rawCall(body: JsonObject, answerOverride?: JsonObject, capabilities: ModelCapabilities = {}): ModelCall {
  const call = createCall();
  const bytes = Buffer.from(JSON.stringify(body, null, 1));
  const raw = { body, bytes, includeUsage: true, ...(answerOverride && { answerOverride }) };
  return { ...call, facts: { ...call.facts, capabilities }, raw };
}

async function sentFor(call: ModelCall): Promise<JsonObject> {
  upstream.play(readWholeFixture('openai-responses', 'text'));
  await model.complete(call);
  return JSON.parse(upstream.requests.at(-1)?.body ?? '');
}

test('bytes pass through unchanged in both directions, to the path of Responses', async () => {
  const answer = readStreamFixture('openai-responses', 'text');
  upstream.play(answer);
  const call = rawCall({ ...question, stream: true, odd: [1] });
  const { events } = await collectStream(model.answer(call));
  expect(upstream.requests[0]?.path).toBe('/v1/responses');
  expect(upstream.requests[0]?.body).toBe(call.raw?.bytes.toString());
  expect(rawBytes(events).equals(bodyBytes(answer))).toBe(true);
  expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'stop', usage: { freshInput: 100, output: 20 } });

  const whole = readWholeFixture('openai-responses', 'text');
  upstream.play(whole);
  const completed = await model.complete(rawCall(question));
  expect(completed.content).toEqual({ kind: 'raw', bytes: bodyBytes(whole) });
  expect(completed).toMatchObject({ stopReason: 'stop', changes: [], upstreamRequestId: 'req_7f3a9c' });
});

test('what a client says of state stays here', async () => {
  const state = { store: true, previous_response_id: 'resp_cato', conversation: 'conv_cato', background: false };
  expect(await sentFor(rawCall({ ...question, ...state }))).toEqual({ ...question, store: false });
});

test.each<[string, JsonObject, ModelCapabilities, unknown]>([
  ['known to reason', {}, { reasoning: true }, ['reasoning.encrypted_content']],
  ['known not to reason', { reasoning: { effort: 'low' } }, { reasoning: false }, undefined],
  ['nothing is known of', {}, {}, undefined],
  ['asked to reason', { reasoning: { effort: 'low' }, include: ['x'] }, {}, ['x', 'reasoning.encrypted_content']],
  ['asked for it', { include: ['reasoning.encrypted_content'] }, { reasoning: true }, ['reasoning.encrypted_content']],
])('a model %s is asked for encrypted reasoning where that is known to work', async (_name, body, facts, include) => {
  expect((await sentFor(rawCall({ ...question, ...body }, undefined, facts))).include).toEqual(include);
});

test('an answer holds what the gateway owns of it, streamed and whole', async () => {
  const owned = { id: 'resp_cato', previous_response_id: 'resp_before', store: true };
  upstream.play(readStreamFixture('openai-responses', 'text'));
  const { events } = await collectStream(model.answer(rawCall({ ...question, stream: true }, owned)));
  const responses = readEvents(rawBytes(events)).flatMap(({ data }) => {
    const { response } = JSON.parse(data);
    return response ? [response] : [];
  });
  expect(responses).toHaveLength(3);
  for (const response of responses) expect(response).toMatchObject({ ...owned, model: 'gpt-6-luna-2026-09-01' });

  upstream.play(readWholeFixture('openai-responses', 'text'));
  const { content } = await model.complete(rawCall(question, owned));
  expect(content.kind === 'raw' && JSON.parse(content.bytes.toString())).toMatchObject(owned);
});

test.each([
  ['neutral', () => createCall()],
  ['raw', () => rawCall({ ...question, stream: true })],
])('nothing is waited for after the last event, asked in the %s form', async (_form, callOf) => {
  const answer = readStreamFixture('openai-responses', 'text');
  upstream.play({ ...answer, body: [{ send: bodyBytes(answer) }, { stall: true }] });
  const { events, failure } = await collectStream(model.answer(callOf()));
  expect(failure).toBeNull();
  expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'stop' });
});
