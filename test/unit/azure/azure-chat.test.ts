import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keyAuthorization, tokenAuthorization } from '../../../adapters/provider-http/credential-authorization.ts';
import { createTokenCache } from '../../../adapters/provider-http/credential-token-cache.ts';
import { Secret } from '../../../core/access/secret.ts';
import type { GatewayError } from '../../../core/errors/gateway-error.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { azureModel, promptFilterEvent } from '../../contracts/chat-model/azure-harness.ts';
import type { RunningModel } from '../../contracts/chat-model/chat-model-harness.ts';
import { collectStream, createCall, modelId } from '../../contracts/chat-model/model-call.ts';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { rawBytes, summarizeStream, summarizeWhole } from '../../contracts/chat-model/summarize-answer.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

// Bodies here are made from public wire documentation, not recorded.
const key = new Secret('tide.4f9a27c1d0b8e3');
let upstream: ScriptedUpstream;
let running: RunningModel;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  running = azureModel('2024-10-21', () => keyAuthorization('api-key', key))(upstream.url, key);
});

afterEach(async () => {
  await running.close();
  await upstream.close();
});

function chunk(choice: object | null, rest: object = {}): string {
  const choices = choice === null ? [] : [{ index: 0, finish_reason: null, ...choice }];
  return `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'gpt', choices, ...rest })}\n\n`;
}

function stream(...events: readonly string[]): ScriptedAnswer {
  const body = promptFilterEvent.toString() + events.join('');
  return { headers: { 'content-type': 'text/event-stream' }, body };
}

async function failure(): Promise<GatewayError> {
  return await running.model.complete(createCall({ stream: false })).then(
    () => Promise.reject(new Error('it was answered')),
    (error: GatewayError) => error,
  );
}

const filtered = { filtered: true, severity: 'high' };

test('the deployment is in the path and the key in its own header', async () => {
  upstream.play(readWholeFixture('openai', 'text'));
  await running.model.complete(createCall({ stream: false }));
  const [seen] = upstream.requests;
  expect(seen?.path).toBe(`/openai/deployments/${modelId}/chat/completions?api-version=2024-10-21`);
  expect(seen?.headers).toMatchObject({ 'api-key': key.reveal(), accept: 'application/json' });
  expect(seen?.headers).not.toHaveProperty('authorization');
});

test('without a dated version the body names the deployment', async () => {
  const undated = azureModel(null, () => keyAuthorization('api-key', key))(upstream.url, key);
  upstream.play(readStreamFixture('openai', 'text'));
  for (const codec of [null, openAiChat]) await collectStream(undated.model.answer(createCall({ codec })));
  for (const { path, body } of upstream.requests) {
    expect([path, JSON.parse(body).model]).toEqual(['/openai/v1/chat/completions', modelId]);
  }
  await undated.close();
});

test('what is said of the prompt before the answer passes through, and is nothing to other formats', async () => {
  upstream.play(
    stream(
      chunk({ delta: { role: 'assistant', content: 'Hi' } }),
      chunk({ delta: {}, finish_reason: 'stop' }),
      'data: [DONE]\n\n',
    ),
  );
  const neutral = await collectStream(running.model.answer(createCall()));
  expect(neutral.failure).toBeNull();
  expect(summarizeStream(neutral.events, null)).toMatchObject({ text: 'Hi', stopReason: 'stop' });
  const raw = await collectStream(running.model.answer(createCall({ codec: openAiChat })));
  expect(rawBytes(raw.events).toString()).toContain('prompt_filter_results');
});

test('filter results beside and after the answer, of no content and no delta, change nothing', async () => {
  const results = { content_filter_results: { hate: { filtered: false, severity: 'safe' } } };
  upstream.play(
    stream(
      chunk({ delta: { role: 'assistant', content: 'Hi' }, ...results }),
      chunk({ content_filter_offsets: { check_offset: 0, start_offset: 0, end_offset: 2 }, ...results }, { id: '' }),
      chunk({ delta: {}, finish_reason: 'stop' }),
      chunk({ content_filter_offsets: { check_offset: 2, start_offset: 2, end_offset: 2 }, ...results }, { id: '' }),
      chunk(null, { usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } }),
      'data: [DONE]\n\n',
    ),
  );
  for (const codec of [null, openAiChat]) {
    const { events, failure: thrown } = await collectStream(running.model.answer(createCall({ codec })));
    expect(thrown).toBeNull();
    expect(summarizeStream(events, codec)).toMatchObject({
      text: 'Hi',
      stopReason: 'stop',
      usage: { freshInput: 3, output: 1 },
    });
  }
});

test('an answer that the filter ends is filtered, streamed or not, with or without content', async () => {
  upstream.play(
    stream(
      chunk({ delta: { role: 'assistant', content: 'How to' } }),
      chunk({ delta: {}, finish_reason: 'content_filter', content_filter_results: { violence: filtered } }),
      'data: [DONE]\n\n',
    ),
  );
  const { events } = await collectStream(running.model.answer(createCall()));
  expect(summarizeStream(events, null)).toMatchObject({ text: 'How to', stopReason: 'filtered' });
  const message = { role: 'assistant' };
  const choices = [{ index: 0, finish_reason: 'content_filter', message, content_filter_results: { hate: filtered } }];
  const body = JSON.stringify({ id: 'c-1', object: 'chat.completion', created: 1, model: 'gpt', choices });
  upstream.play({ headers: { 'content-type': 'application/json' }, body });
  for (const codec of [null, openAiChat]) {
    const answer = await running.model.complete(createCall({ codec, stream: false }));
    expect(summarizeWhole(answer, openAiChat)).toMatchObject({ text: '', stopReason: 'filtered' });
  }
});

describe('errors', () => {
  test.each([
    [
      400,
      {
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: { hate: filtered } },
      },
      'content-policy',
    ],
    [400, { message: 'Filtered.', innererror: { code: 'ResponsibleAIPolicyViolation' } }, 'content-policy'],
    [404, { code: 'DeploymentNotFound', message: 'The API deployment does not exist.' }, 'upstream-not-found'],
    [400, { code: 'OperationNotSupported', message: 'The chatCompletion operation…' }, 'upstream-not-found'],
    [401, { code: 'PermissionDenied', message: 'The principal lacks the required data action.' }, 'upstream-auth'],
    [404, { code: '404', message: 'Resource not found' }, 'upstream-not-found'],
  ] as const)('%d %j is %s', async (status, error, kind) => {
    upstream.play({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) });
    const told = await failure();
    expect([told.kind, told.message]).toEqual([kind, error.message]);
  });

  test('an answer of the gateway in front of Azure, without an envelope, is read', async () => {
    const body = JSON.stringify({ statusCode: 401, message: `Unauthorized. ${key.reveal()} is invalid.` });
    upstream.play({ status: 401, headers: { 'content-type': 'application/json' }, body });
    const told = await failure();
    expect([told.kind, told.message]).toEqual(['upstream-auth', 'Unauthorized. [redacted] is invalid.']);
  });
});

test('a token that Azure refuses is fetched anew for the next call, and shows in no error', async () => {
  const clock = new FakeClock();
  let count = 0;
  const fetchToken = async () => {
    count += 1;
    return { token: new Secret(`tide.token.${count}`), lifeMs: 3_600_000 };
  };
  const authorization = tokenAuthorization(createTokenCache({ fetchToken, clock }));
  const byToken = azureModel('2024-10-21', () => authorization)(upstream.url, key);
  upstream.play(readWholeFixture('openai', 'text'));
  await byToken.model.complete(createCall({ stream: false }));
  await clock.advance(60_000);
  const body = JSON.stringify({ error: { code: '401', message: 'Token tide.token.1 has been revoked.' } });
  upstream.play({ status: 401, headers: {}, body }, readWholeFixture('openai', 'text'));
  await expect(byToken.model.complete(createCall({ stream: false }))).rejects.toMatchObject({
    kind: 'upstream-auth',
    message: 'Token [redacted] has been revoked.',
  });
  await byToken.model.complete(createCall({ stream: false }));
  expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer tide.token.1',
    'Bearer tide.token.1',
    'Bearer tide.token.2',
  ]);
  await byToken.close();
});
