import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listModels } from '../../../adapters/openai-compatible/list-models.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { Secret } from '../../../core/access/secret.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import { failureOf } from './describe-errors.ts';
import { readWholeFixture } from './read-fixture.ts';

const { signal } = new AbortController();

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

test('the ids of the models are listed, with the key if there is one', async () => {
  upstream.play(readWholeFixture('openai', 'models'));
  expect(await listModels(http, new Secret('tide-key'), signal, createSystemClock())).toEqual([
    'gpt-6-luna-2026-09-01',
    'gpt-6-luna-2026-09-01-b',
  ]);
  expect(upstream.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models', body: '' });
  expect(upstream.requests[0]?.headers.authorization).toBe('Bearer tide-key');
  upstream.play(readWholeFixture('ollama', 'models'));
  expect(await listModels(http, null, signal, createSystemClock())).toContain('llama3.2');
  expect(upstream.requests[1]?.headers.authorization).toBeUndefined();
});

test('an Ollama without models lists none', async () => {
  upstream.play({ body: '{"object":"list","data":null}' });
  expect(await listModels(http, null, signal, createSystemClock())).toEqual([]);
});

test.each(['<html>', '{}', '{"data":{}}', '{"data":[{"name":"x"}]}'])('%s is not a list of models', async (body) => {
  upstream.play({ body });
  expect((await failureOf(listModels(http, null, signal, createSystemClock()))).kind).toBe('broken-answer');
});

test('a list without an end is given up', async () => {
  upstream.play({ body: [{ flood: Buffer.alloc(64 * 1024, ' '), times: 1000 }] });
  expect((await failureOf(listModels(http, null, signal, createSystemClock()))).kind).toBe('broken-answer');
  await upstream.requests[0]?.clientLeft;
});

test('a refusal is told without the key', async () => {
  upstream.play({ status: 401, body: '{"error":{"message":"tide-key is unknown"}}' });
  const failure = await failureOf(listModels(http, new Secret('tide-key'), signal, createSystemClock()));
  expect(failure.kind).toBe('upstream-auth');
  expect(failure.message).toContain('[redacted] is unknown');
});

test('the caller may end the wait', async () => {
  upstream.play({ delayMs: 60_000 });
  const controller = new AbortController();
  const listing = listModels(http, null, controller.signal, createSystemClock());
  setTimeout(() => controller.abort('enough'), 30);
  await expect(listing).rejects.toBe('enough');
});
