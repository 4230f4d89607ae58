import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readStreamFixture, readWholeFixture } from '../../contracts/chat-model/read-fixture.ts';
import { payloadParts } from '../../support/sagemaker-frames.ts';
import { call, ProviderBench, textOf, tide } from './provider-bench.ts';

/** The SDK's own chain is asked, as in production. */
const keys = { AWS_ACCESS_KEY_ID: 'test-access-key', AWS_SECRET_ACCESS_KEY: 'test-secret-key' };
let bench: ProviderBench;

beforeEach(async () => {
  Object.assign(process.env, keys);
  bench = await ProviderBench.start();
});
afterEach(async () => {
  for (const name of Object.keys(keys)) delete process.env[name];
  await bench.close();
});

describe('sagemaker', () => {
  const text = (more = '') =>
    `providers: { s: { kind: sagemaker, region: us-east-1, endpoint: "URL"${more} } }\ntargets: { t: { provider: s, model: tide } }`;

  test('asks an endpoint, signed, with the variant and model the file says', async () => {
    const model = bench.usualModel(bench.configOf(text(', targetVariant: blue, servedModel: served')), 's');
    bench.upstream.play(readWholeFixture('openai', 'text'));
    expect(await textOf(model, 'tide/part')).toBe(tide);
    const [seen] = bench.upstream.requests;
    expect(seen).toMatchObject({
      path: '/endpoints/tide/invocations',
      headers: {
        authorization: expect.stringContaining('Credential=test-access-key/'),
        'x-amzn-sagemaker-target-variant': 'blue',
        'x-amzn-sagemaker-inference-component': 'part',
      },
    });
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({ model: 'served' });
  });

  test('streams, and says no model unless told to', async () => {
    const model = bench.usualModel(bench.configOf(text()), 's');
    const body = payloadParts(Buffer.from(String(readStreamFixture('openai', 'text').body)), 100);
    const headers = {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-sagemaker-content-type': 'text/event-stream',
    };
    bench.upstream.play({ headers, body });
    const types = new Set<string>();
    for await (const event of model.answer(call('tide'))) types.add(event.type);
    expect([...types]).toEqual(['accepted', 'event', 'finished']);
    expect(bench.upstream.requests[0]?.path).toBe('/endpoints/tide/invocations-response-stream');
    expect(JSON.parse(bench.upstream.requests[0]?.body ?? '')).not.toHaveProperty('model');
  });

  test('with one of several models cannot stream, and says so', async () => {
    const model = bench.usualModel(bench.configOf(text(', targetModel: tide.tar.gz')), 's');
    const asking = async () => {
      for await (const _event of model.answer(call('tide'))) return;
    };
    await expect(asking()).rejects.toMatchObject({ kind: 'unsupported-parameter', param: 'stream' });
    bench.upstream.play(readWholeFixture('openai', 'text'));
    expect(await textOf(model, 'tide')).toBe(tide);
    expect(bench.upstream.requests[0]?.headers).toMatchObject({ 'x-amzn-sagemaker-target-model': 'tide.tar.gz' });
  });
});

describe('bedrock', () => {
  const variables = { AWS_BEARER_TOKEN_BEDROCK: 'bedrock-key' };
  const text = (api: string) => `providers: { b: { kind: bedrock, api: ${api}, region: us-east-1, endpoint: "URL" } }`;

  test('is asked in Chat Completions or in Messages where the file says so, with its own key', async () => {
    const openai = bench.usualModel(bench.configOf(text('openai'), variables), 'b');
    bench.upstream.play(readWholeFixture('openai', 'text'));
    expect(await textOf(openai, 'openai.gpt-oss-20b-1:0')).toBe(tide);
    const claude = bench.usualModel(bench.configOf(text('anthropic'), variables), 'b');
    bench.upstream.play(readWholeFixture('anthropic', 'text'));
    expect(await textOf(claude, 'anthropic.claude-haiku-5-5')).toBe(tide);
    expect([openai.protocol, claude.protocol]).toEqual(['openai-chat', 'anthropic-messages']);
    expect(bench.upstream.requests).toMatchObject([
      { path: '/chat/completions', headers: { authorization: 'Bearer bedrock-key' } },
      { path: '/v1/messages', headers: { 'x-api-key': 'bedrock-key' } },
    ]);
  });

  test('is asked in Converse otherwise, whose key the SDK finds itself', () => {
    const config = bench.configOf(text('converse'), variables);
    expect(config.providers[0]?.apiKey).toBeNull();
    expect(bench.usualModel(config, 'b').protocol).toBeNull();
  });

  test('without a region or a key says what is missing', () => {
    const none = bench.configOf('providers: { b: { kind: bedrock, api: openai } }');
    expect(none.problems).toEqual(['b has no AWS region: set AWS_REGION or `region`']);
    expect(bench.configOf(text('openai')).warnings[0]).toContain('set AWS_BEARER_TOKEN_BEDROCK');
  });
});
