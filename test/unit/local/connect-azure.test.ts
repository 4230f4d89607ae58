import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { createEmbeddingCall } from '../../contracts/embedding-model/embedding-call.ts';
import { call, ProviderBench, textOf, tide } from './provider-bench.ts';

// Answers for tokens and vectors are made from public wire documentation, not recorded.
let bench: ProviderBench;

beforeEach(async () => {
  bench = await ProviderBench.start();
});
afterEach(() => bench.close());

const json = (body: object) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

function playBoth(): void {
  bench.upstream.play(({ path }) =>
    path.includes('token')
      ? json({ access_token: 'tide-token', expires_in: '3600' })
      : readWholeFixture('openai', 'text'),
  );
}

const keyed = 'providers: { a: { kind: azure, baseUrl: "URL", apiVersion: "2024-10-21", apiKey: env:K } }';

test('azure is asked below the path of a deployment with its key in a header of its own, streamed and whole', async () => {
  const model = bench.usualModel(bench.configOf(keyed, { K: 'azure-key' }), 'a');
  expect(model.protocol).toBe('openai-chat');
  playBoth();
  expect(await textOf(model, 'tide deployment')).toBe(tide);
  expect(bench.upstream.requests[0]).toMatchObject({
    path: '/openai/deployments/tide%20deployment/chat/completions?api-version=2024-10-21',
    headers: { 'api-key': 'azure-key' },
  });
  expect(bench.upstream.requests[0]?.headers.authorization).toBeUndefined();
  bench.upstream.play(readStreamFixture('openai', 'text'));
  const types = new Set<string>();
  for await (const event of model.answer(call('tide'))) types.add(event.type);
  expect([...types]).toEqual(['accepted', 'event', 'finished']);
});

test('azure without a version is asked below /openai/v1, all of it from the environment', async () => {
  const variables = {
    AZURE_OPENAI_ENDPOINT: `${bench.upstream.url}/openai/v1/`,
    AZURE_OPENAI_API_KEY: 'azure-key',
    AZURE_OPENAI_DEPLOYMENT: 'tide',
  };
  const config = bench.configOf('', variables);
  expect(config).toMatchObject({ defaultProvider: 'azure', warnings: [] });
  expect(config.routes.map(({ name }) => name)).toContain('auto');
  playBoth();
  expect(await textOf(bench.usualModel(config, 'azure', variables), 'tide')).toBe(tide);
  expect(bench.upstream.requests[0]).toMatchObject({
    path: '/openai/v1/chat/completions',
    headers: { 'api-key': 'azure-key' },
  });
});

test('its embeddings stand at their own path, with the same key', async () => {
  const { embeddingModels } = bench.connect(bench.configOf(keyed, { K: 'azure-key' }));
  bench.upstream.play(
    json({ data: [{ index: 0, embedding: [1, 0] }], usage: { prompt_tokens: 3, total_tokens: 3 }, model: 'e' }),
  );
  const { content } = (await embeddingModels.get('a')?.embed(createEmbeddingCall({ model: 'vectors' }))) ?? {};
  expect(content).toEqual({ kind: 'neutral', vectors: [[1, 0]] });
  expect(bench.upstream.requests[0]).toMatchObject({
    path: '/openai/deployments/vectors/embeddings?api-version=2024-10-21',
    headers: { 'api-key': 'azure-key' },
  });
});

describe('an identity', () => {
  const text = (more = '') => `providers: { a: { kind: azure, baseUrl: "URL"${more} } }`;
  const application = () => ({
    AZURE_TENANT_ID: 'tide-tenant',
    AZURE_CLIENT_ID: 'tide-client',
    AZURE_AUTHORITY_HOST: `${bench.upstream.url}/authority`,
  });

  test('is an application’s secret where its variables are set and there is no key', async () => {
    const variables = { ...application(), AZURE_CLIENT_SECRET: 'tide-secret' };
    playBoth();
    const config = bench.configOf(text(), variables);
    expect(config.warnings).not.toContainEqual(expect.stringContaining('API key'));
    expect(await textOf(bench.usualModel(config, 'a', variables), 'tide')).toBe(tide);
    const [asked, called] = bench.upstream.requests;
    expect(asked?.path).toBe('/authority/tide-tenant/oauth2/v2.0/token');
    expect(new URLSearchParams(asked?.body).get('client_secret')).toBe('tide-secret');
    expect(called?.headers).toMatchObject({ authorization: 'Bearer tide-token' });
    expect(called?.headers['api-key']).toBeUndefined();
  });

  test('is a workload’s token, read from its file', async () => {
    const file = join(bench.folder, 'token');
    writeFileSync(file, 'federated\n');
    // A key that lies about is not taken where an identity was chosen.
    const variables = { ...application(), AZURE_FEDERATED_TOKEN_FILE: file, AZURE_OPENAI_API_KEY: 'k' };
    playBoth();
    const config = bench.configOf(text(', identity: workload'), variables);
    expect(await textOf(bench.usualModel(config, 'a', variables), 'tide')).toBe(tide);
    const [asked, called] = bench.upstream.requests;
    expect(new URLSearchParams(asked?.body).get('client_assertion')).toBe('federated');
    expect(called?.headers['api-key']).toBeUndefined();
  });

  test('is the machine’s own, asked past every proxy', async () => {
    const variables = {
      IDENTITY_ENDPOINT: `${bench.upstream.url}/msi/token`,
      IDENTITY_HEADER: 'tide-header',
    };
    playBoth();
    // Nothing listens there: only what goes past the proxy arrives.
    const config = bench.configOf(text(', identity: managed, proxy: "127.0.0.1:9"'), variables);
    await expect(bench.usualModel(config, 'a', variables).complete(call('tide'))).rejects.toThrow(
      'The proxy 127.0.0.1:9',
    );
    expect(bench.upstream.requests).toHaveLength(1);
    expect(bench.upstream.requests[0]).toMatchObject({
      method: 'GET',
      path: expect.stringMatching(/^\/msi\/token\?/),
      headers: { 'x-identity-header': 'tide-header' },
    });
  });

  test('without its variables, an address that is none, and versions that clash are problems', () => {
    expect(bench.configOf(text(', identity: workload')).problems).toEqual([
      'a has no workload identity: set AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE',
    ]);
    expect(bench.configOf('providers: { a: { kind: azure } }').problems).toEqual([
      'a has no address: set AZURE_OPENAI_ENDPOINT or `baseUrl`',
    ]);
    expect(
      bench.configOf('providers: { a: { kind: azure, baseUrl: "URL/openai/v1", apiVersion: "2024-10-21" } }').problems,
    ).toEqual([expect.stringContaining('which has no dated versions')]);
    expect(bench.configOf(text()).warnings[0]).toBe('a has no API key: set AZURE_OPENAI_API_KEY or `apiKey`');
  });
});
