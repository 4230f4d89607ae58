import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { createEmbeddingCall } from '../../contracts/embedding-model/embedding-call.ts';
import { type ConnectProxy, startConnectProxy } from '../../support/connect-proxy.ts';
import { call, ProviderBench, textOf, tide } from './provider-bench.ts';

let bench: ProviderBench;

beforeEach(async () => {
  bench = await ProviderBench.start();
});
afterEach(() => bench.close());

describe('several keys', () => {
  const variables = { A: 'key-a', B: 'key-b', C: 'key-c' };

  test.each([
    ['openai-compatible, baseUrl: "URL/v1"', 'openai', 'authorization', 'Bearer '],
    ['anthropic, baseUrl: "URL"', 'anthropic', 'x-api-key', ''],
    ['gemini, baseUrl: "URL"', 'gemini', 'x-goog-api-key', ''],
    ['azure, baseUrl: "URL"', 'openai', 'api-key', ''],
  ])(
    'of kind: %s are taken in turn; one that is refused is left out, and that is told without it',
    async (kind, fixture, header, before) => {
      const config = bench.configOf(
        `providers: { p: { kind: ${kind}, apiKey: env:A, apiKeys: [env:B, env:C] } }`,
        variables,
      );
      const model = bench.usualModel(config, 'p');
      const answer = readWholeFixture(fixture, 'text');
      bench.upstream.play((request) =>
        request.headers[header] === `${before}key-b`
          ? { status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"no key-b"}}' }
          : answer,
      );
      const taken: unknown[] = [];
      for (let asked = 0; asked < 4; asked += 1) taken.push((await model.complete(call('m'))).credential);
      expect(taken).toEqual(['env:A', 'env:C', 'env:A', 'env:C']);
      expect(bench.notices).toEqual([expect.stringMatching(/^env:B of p is left out for \d+ s: upstream-auth$/)]);
    },
  );

  test('are taken in turn for vectors too, and what one format learnt of a key holds for the other', async () => {
    const config = bench.configOf(
      'providers: { p: { kind: openai-compatible, baseUrl: "URL/v1", apiKeys: [env:A, env:B, env:C] } }',
      variables,
    );
    const connections = bench.connect(config);
    const vectors = connections.embeddingModels.get('p');
    const [chat] = connections.chatModels.get('p') ?? [];
    bench.upstream.play(({ headers, path }) => {
      if (headers.authorization === 'Bearer key-a') return { status: 401, headers: {}, body: '{}' };
      if (path.endsWith('/chat/completions')) return readWholeFixture('openai', 'text');
      const body = JSON.stringify({ object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1, 2] }] });
      return { headers: { 'content-type': 'application/json' }, body };
    });
    const failed: unknown[] = [];
    const asked = createEmbeddingCall({ credentialFailed: (one) => failed.push(one) });
    expect((await vectors?.embed(asked))?.credential).toBe('env:B');
    expect(failed).toEqual([{ credential: 'env:A', outcome: 'upstream-auth' }]);
    expect((await vectors?.embed(asked))?.credential).toBe('env:C');
    expect((await chat?.complete(call('m')))?.credential).toBe('env:B');
    expect(bench.upstream.requests).toHaveLength(4);
    expect(bench.notices).toHaveLength(1);
  });

  test('are taken in turn to count tokens, where the provider counts them', async () => {
    const text = 'providers: { p: { kind: anthropic, baseUrl: "URL", apiKeys: [env:A, env:B] } }';
    const model = bench.usualModel(bench.configOf(text, variables), 'p');
    bench.upstream.play(({ headers }) =>
      headers['x-api-key'] === 'key-a'
        ? { status: 429, headers: {}, body: '{}' }
        : { headers: { 'content-type': 'application/json' }, body: '{"input_tokens":17}' },
    );
    expect((await model.countTokens?.(call('m')))?.inputTokens).toBe(17);
    expect(bench.upstream.requests.map(({ headers }) => headers['x-api-key'])).toEqual(['key-a', 'key-b']);
    const compatible = 'providers: { p: { kind: openai-compatible, baseUrl: "URL/v1", apiKeys: [env:A, env:B] } }';
    expect(bench.usualModel(bench.configOf(compatible, variables), 'p').countTokens).toBeUndefined();
  });

  test('are found by their references alone, and a missing one is a problem', () => {
    const config = bench.configOf('providers: { p: { kind: groq, apiKeys: [env:A, env:B] } }', variables);
    expect(config.providers[0]).toMatchObject({
      apiKey: { reference: 'env:A' },
      otherApiKeys: [{ reference: 'env:B' }],
    });
    expect(() => bench.configOf('providers: { p: { kind: groq, apiKeys: [env:MISSING] } }')).toThrow('MISSING');
  });
});

describe('a proxy', () => {
  let proxy: ConnectProxy;
  beforeEach(async () => {
    proxy = await startConnectProxy();
  });
  afterEach(() => proxy.close());
  const written = (setting: string) => `providers: { p: { kind: openai-compatible, baseUrl: "URL/v1"${setting} } }`;

  test('that the provider has is gone through, with its password', async () => {
    const variables = { P: `http://user:tide@${proxy.host}` };
    bench.upstream.play(readWholeFixture('openai', 'text'));
    expect(await textOf(bench.usualModel(bench.configOf(written(', proxy: env:P'), variables), 'p'), 'm')).toBe(tide);
    const authorization = `Basic ${Buffer.from('user:tide').toString('base64')}`;
    expect(proxy.tunnels).toMatchObject([{ headers: { 'proxy-authorization': authorization } }]);
  });

  test('may stand in the file without one, and is gone through by bridged packages too', async () => {
    const setting = `, proxy: "http://${proxy.host}"`;
    bench.upstream.play(readWholeFixture('openai', 'text'));
    expect(await textOf(bench.usualModel(bench.configOf(written(setting)), 'p'), 'm')).toBe(tide);
    const bridged = `providers: { p: { kind: ai-sdk, package: "@ai-sdk/openai-compatible", apiKey: env:K, baseUrl: "URL/v1"${setting} } }`;
    const config = bench.configOf(bridged, { K: 'k' }, `${import.meta.dirname}/cato.yaml`);
    expect(await textOf(bench.usualModel(config, 'p'), 'm')).toBe(tide);
    expect(proxy.tunnels).toHaveLength(2);
  });

  test('of the environment holds for other machines, unless the provider wants none', async () => {
    const environment = { HTTP_PROXY: `http://${proxy.host}` };
    const text = 'providers: { p: { kind: openai-compatible, baseUrl: "http://provider.invalid/v1" } }';
    proxy.answer = 502;
    const model = bench.usualModel(bench.configOf(text), 'p', environment);
    await expect(model.complete(call('m'))).rejects.toThrow(
      `The proxy ${proxy.host} did not connect to provider.invalid`,
    );
    const direct = bench.usualModel(bench.configOf(text.replace(' } }', ', proxy: none } }')), 'p', environment);
    await expect(direct.complete(call('m'))).rejects.toMatchObject({ kind: 'unreachable' });
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('is gone through to AWS', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
    Object.assign(process.env, keys);
    try {
      const text = (kind: string) => `providers: { p: { kind: ${kind}, region: us-east-1, proxy: "${proxy.host}" } }`;
      proxy.answer = 502;
      for (const kind of ['sagemaker', 'bedrock']) {
        const model = bench.usualModel(bench.configOf(text(kind)), 'p');
        await expect(model.complete(call('tide'))).rejects.toThrow();
      }
      expect(proxy.tunnels.map(({ to }) => to)).toEqual([
        'runtime.sagemaker.us-east-1.amazonaws.com:443',
        'bedrock-runtime.us-east-1.amazonaws.com:443',
      ]);
    } finally {
      for (const name of Object.keys(keys)) delete process.env[name];
    }
  });

  test('whose address is none keeps the gateway from starting, without its text', () => {
    const connect = () => bench.connect(bench.configOf(written('')), { HTTPS_PROXY: 'socks5://secret' });
    expect(connect).toThrow(/^HTTPS_PROXY is no address of a proxy/);
    const own = () => bench.connect(bench.configOf(written(', proxy: env:P'), { P: 'socks5://secret' }));
    expect(own).toThrow(/^p: `proxy`: A proxy is given as/);
  });
});
