import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadModelRows } from '../../../config/model-catalogue.ts';
import { buildModels } from '../../../wiring/build-models.ts';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { callOf } from '../bedrock/bedrock-call.ts';
import { call, ProviderBench, textOf, tide } from './provider-bench.ts';

const root = join(import.meta.dirname, '../../..');
let bench: ProviderBench;

beforeEach(async () => {
  bench = await ProviderBench.start();
});
afterEach(() => bench.close());

test('gemini is asked with its key, streamed and whole', async () => {
  const variables = { GEMINI_API_KEY: 'gemini-key' };
  const text = 'providers: { g: { kind: gemini, baseUrl: "URL/v1beta", apiKey: env:GEMINI_API_KEY } }';
  const model = bench.usualModel(bench.configOf(text, variables), 'g');
  bench.upstream.play(readWholeFixture('gemini', 'text'));
  expect(await textOf(model, 'gemini-3.8-flash')).toBe(tide);
  expect(bench.upstream.requests[0]).toMatchObject({
    path: '/v1beta/models/gemini-3.8-flash:generateContent',
    headers: { 'x-goog-api-key': 'gemini-key' },
  });
  bench.upstream.play(readStreamFixture('gemini', 'text'));
  const types = new Set<string>();
  for await (const event of model.answer(call('gemini-3.8-flash'))) types.add(event.type);
  expect([...types]).toEqual(['accepted', 'event', 'finished']);
});

describe('vertexai', () => {
  const text =
    'providers: { v: { kind: vertexai, baseUrl: "URL", project: tide-1, location: us-central1, credentialsFile: google.json, quotaProject: tide-pays } }';

  function writeCredentials(content: object | string): void {
    writeFileSync(join(bench.folder, 'google.json'), typeof content === 'string' ? content : JSON.stringify(content));
  }

  const user = () => ({
    ...{ type: 'authorized_user', client_id: 'cid', client_secret: 'c-secret', refresh_token: 'r-token' },
    token_uri: `${bench.upstream.url}/token`,
  });

  function playBoth(): void {
    const token = { access_token: 'tide-token', expires_in: 3600, token_type: 'Bearer' };
    bench.upstream.play(({ path }) =>
      path.startsWith('/token')
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(token) }
        : readWholeFixture('gemini', 'text'),
    );
  }

  test('is asked with a token that the credentials file leads to', async () => {
    writeCredentials(user());
    playBoth();
    expect(await textOf(bench.usualModel(bench.configOf(text), 'v'), 'gemini-3.8-flash')).toBe(tide);
    expect(bench.upstream.requests[1]).toMatchObject({
      path: '/v1/projects/tide-1/locations/us-central1/publishers/google/models/gemini-3.8-flash:generateContent',
      headers: { authorization: 'Bearer tide-token', 'x-goog-user-project': 'tide-pays' },
    });
  });

  test('takes the credentials that the environment names where the file names none', async () => {
    writeCredentials(user());
    playBoth();
    const variables = { GOOGLE_APPLICATION_CREDENTIALS: join(bench.folder, 'google.json') };
    const config = bench.configOf(text.replace('credentialsFile: google.json, ', ''), variables);
    expect(await textOf(bench.usualModel(config, 'v', variables), 'gemini-3.8-flash')).toBe(tide);
  });

  test('with a broken credentials file starts, says so at the first call, and works once it is mended', async () => {
    const model = bench.usualModel(bench.configOf(text), 'v');
    await expect(model.complete(call('gemini-3.8-flash'))).rejects.toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringMatching(/^v: .*cannot be read/),
    });
    writeCredentials('{');
    await expect(model.complete(call('gemini-3.8-flash'))).rejects.toThrow('v: The credentials file is not JSON');
    writeCredentials(user());
    playBoth();
    expect(await textOf(model, 'gemini-3.8-flash')).toBe(tide);
  });
});

test('a preset is asked at its path with its quirks', async () => {
  const text = 'providers: { c: { kind: chutes, baseUrl: "URL/v1", apiKey: env:CHUTES_KEY } }';
  const model = bench.usualModel(bench.configOf(text, { CHUTES_KEY: 'k' }), 'c');
  bench.upstream.play(readWholeFixture('openai', 'text'));
  const { changes } = await model.complete({ ...callOf({ maxOutputTokens: 5, store: true }), model: 'llama' });
  expect(changes).toEqual(['max_completion_tokens → max_tokens', 'store dropped']);
  expect(JSON.parse(bench.upstream.requests[0]?.body ?? '')).toMatchObject({ model: 'llama', max_tokens: 5 });
  expect(bench.upstream.requests[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer k' },
  });
});

test('a bridged package is made with its settings, secrets included, and asked', async () => {
  const variables = { TIDE_KEY: 'bridge-key', TIDE_NAME: 'tide' };
  const text = [
    'providers:',
    '  b:',
    '    kind: ai-sdk',
    '    package: "@ai-sdk/openai-compatible"',
    '    apiKey: env:TIDE_KEY',
    '    baseUrl: URL/v1',
    '    settings: { name: env:TIDE_NAME, queryParams: { tide: high }, headers: { x-tide-token: env:TIDE_NAME } }',
  ].join('\n');
  const config = bench.configOf(text, variables, join(root, 'cato.yaml'));
  bench.upstream.play(readWholeFixture('openai', 'text'));
  expect(await textOf(bench.usualModel(config, 'b'), 'tide-model')).toBe(tide);
  expect(bench.upstream.requests[0]).toMatchObject({
    path: '/v1/chat/completions?tide=high',
    headers: { authorization: 'Bearer bridge-key', 'x-tide-token': 'tide' },
  });
});

describe('openai', () => {
  const protocolsOf = async (provider: string, target = '') => {
    const variables = { OPENAI_API_KEY: 'k' };
    const config = bench.configOf(
      `providers: { o: { kind: openai${provider} } }\ntargets: { t: { provider: o, model: gpt-6-luna${target} } }`,
      variables,
    );
    const { chatModels, embeddingModels } = bench.connect(config);
    const modelRows = await loadModelRows();
    const models = buildModels({ config, modelRows, ollamaModels: [], chatModels, embeddingModels });
    const built = models.list().find(({ id }) => id === 't')?.target;
    return [built?.chatModel.protocol, ...(built?.otherChatModels ?? []).map(({ protocol }) => protocol)];
  };

  test('can be asked in both of its formats, the usual one as file and target say', async () => {
    expect(await protocolsOf('')).toEqual(['openai-chat', 'openai-responses']);
    expect(await protocolsOf(', api: responses')).toEqual(['openai-responses', 'openai-chat']);
    expect(await protocolsOf(', api: responses', ', api: chat')).toEqual(['openai-chat', 'openai-responses']);
    expect(await protocolsOf('', ', api: responses')).toEqual(['openai-responses', 'openai-chat']);
  });

  test('is asked in Responses with its key and organisation', async () => {
    const variables = { OPENAI_KEY: 'k' };
    const text =
      'providers: { o: { kind: openai, baseUrl: "URL/v1", apiKey: env:OPENAI_KEY, organization: org-tide, api: responses } }';
    bench.upstream.play(readWholeFixture('openai-responses', 'text'));
    expect(await textOf(bench.usualModel(bench.configOf(text, variables), 'o'), 'gpt-6-luna')).toBe(tide);
    expect(bench.upstream.requests[0]).toMatchObject({
      path: '/v1/responses',
      headers: { authorization: 'Bearer k', 'openai-organization': 'org-tide' },
    });
  });
});
