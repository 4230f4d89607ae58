import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { toFloat32Base64 } from '../../core/embeddings/float32-base64.ts';
import { chatError } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type Script, type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { ask, config, embeddings, speaking, vectorOf } from './embeddings-upstream.ts';

let upstream: ScriptedUpstream;
let gateway: TestGateway;

/** The SDK reads the credentials of the process; a person's own must neither be used nor needed. */
const ownEnvironment = { ...process.env };
const personal = ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_BEARER_TOKEN_BEDROCK'];

beforeAll(async () => {
  for (const name of personal) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test-access-key', AWS_SECRET_ACCESS_KEY: 'test-secret-key' });
  upstream = await startScriptedUpstream();
  gateway = await startTestGateway(config(upstream.url));
});
beforeEach(() => upstream.play(speaking));
afterAll(async () => {
  process.env = ownEnvironment;
  await gateway.drain();
  await upstream.close();
});

const lastBody = (): Record<string, unknown> => JSON.parse(upstream.requests.at(-1)?.body ?? '');
const client = () => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'none', maxRetries: 0 });

describe('embeddings of a target that speaks the same format', () => {
  test.each(['/v1/embeddings', '/embeddings'])('%s passes the bytes through, only the model renamed', async (path) => {
    const sent = '{"model":"vectors", "input":["a","bc"],  "encoding_format":"float","some_new_field":{"x":1}}';
    const response = await ask(gateway, sent, path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(embeddings([vectorOf('a'), vectorOf('bc')], false).body);
    expect(upstream.requests.at(-1)?.body).toBe(sent.replace('"vectors"', '"vectors-1"'));
    expect(upstream.requests.at(-1)).toMatchObject({
      path: '/v1/embeddings',
      headers: { authorization: 'Bearer provider-key-0123456789' },
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'x-cato-target': 'mock/vectors-1',
      'x-cato-attempts': '1',
      'x-cato-reason': 'target vectors was asked for by name',
      'x-cato-cost-usd': '1',
      'x-cato-overhead-ms': expect.stringMatching(/^\d/),
    });
    expect(gateway.events('request').at(-1)).toMatchObject({
      path,
      status: 200,
      target: 'mock/vectors-1',
      usage: { freshInput: 500_000, output: 0 },
      costUsd: 1,
      attempts: [{ outcome: 'finished', upstreamRequestId: 'up-req-1' }],
    });
    const metrics = await (await gateway.get('/metrics')).text();
    expect(metrics).toContain(`path="${path}"`);
  });

  test('a bare id of a known embedding model leads to its provider', async () => {
    const response = await ask(gateway, { model: 'text-embedding-3-small', input: 'a' });
    expect(response.headers.get('x-cato-target')).toBe('openai/text-embedding-3-small');
    expect(response.headers.get('x-cato-cost-usd')).toBe('0.01');
    expect(upstream.requests.at(-1)?.path).toBe('/openai/v1/embeddings');
  });

  test.each([
    ['one text', 'tide'],
    ['several texts', ['tide', 'ebb']],
    ['tokens', [1, 2, 3]],
    ['several lists of tokens', [[1, 2], [3]]],
  ])('%s reach the provider as they came', async (_what, input) => {
    expect((await ask(gateway, { model: 'mock/whatever', input })).status).toBe(200);
    expect(lastBody()).toEqual({ model: 'whatever', input });
  });

  test('a server that writes numbers whatever it is asked for is translated: base64 holds the same vectors', async () => {
    upstream.play(embeddings([vectorOf('a')], false));
    const response = await ask(gateway, { model: 'vectors', input: 'a', encoding_format: 'base64' });
    expect(await response.json()).toMatchObject({
      data: [{ index: 0, embedding: toFloat32Base64(vectorOf('a')) }],
      extra: { kept: true },
    });
  });

  test('a server that writes base64 unasked is translated as well', async () => {
    upstream.play(embeddings([[1, 0.5]], true));
    const response = await ask(gateway, { model: 'vectors', input: 'a' });
    expect(await response.json()).toMatchObject({ data: [{ embedding: [1, 0.5] }] });
  });

  test('dimensions that a server ignores are not passed off as those asked for', async () => {
    const refused = await ask(gateway, { model: 'vectors', input: 'a', dimensions: 2 });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { param: 'dimensions', code: 'unsupported_parameter' } });
    const lenient = await ask(gateway, { model: 'lenient', input: 'a', dimensions: 2 });
    expect(lenient.status).toBe(200);
    expect(lenient.headers.get('x-cato-changes')).toBe('dimensions 2 -> 4');
    expect((await ask(gateway, { model: 'vectors', input: 'a', dimensions: 4 })).status).toBe(200);
  });

  test('fewer vectors than texts are a broken answer, and asked for again', async () => {
    upstream.play(embeddings([[1]], false), speaking);
    const response = await ask(gateway, { model: 'vectors', input: ['a', 'b'] });
    expect(response.headers.get('x-cato-attempts')).toBe('2');
    expect(await response.json()).toMatchObject({ data: { length: 2 } });
  });
});

describe('the official client', () => {
  test('gets the same numbers by its default, base64, as from numbers', async () => {
    const input = ['tide', 'ebb and flow'];
    const byDefault = await client().embeddings.create({ model: 'vectors', input });
    expect(lastBody().encoding_format).toBe('base64');
    const asFloats = await client().embeddings.create({ model: 'vectors', input, encoding_format: 'float' });
    expect(byDefault.data.map(({ embedding }) => embedding)).toEqual(
      asFloats.data.map(({ embedding }) => embedding.map(Math.fround)),
    );
    expect(byDefault.data[1]?.embedding.slice(0, 2)).toEqual([12, 0.5]);
    expect(byDefault.usage.prompt_tokens).toBe(500_000);
  });

  test('gets the same numbers by its default from a server that has no base64', async () => {
    upstream.play(embeddings([vectorOf('tide')], false));
    const { data } = await client().embeddings.create({ model: 'vectors', input: 'tide' });
    expect(data[0]?.embedding).toEqual(vectorOf('tide').map(Math.fround));
  });

  test('throws its own errors with the parameter', async () => {
    await expect(client().embeddings.create({ model: 'claude-only', input: 'a' })).rejects.toMatchObject({
      status: 400,
      param: 'model',
      code: 'no_embedding_model',
    });
  });
});

describe('embeddings of a target of another format', () => {
  /** As Titan answers; made from public wire documentation, not recorded. */
  const titan: Script = ({ body }) => {
    const { inputText } = JSON.parse(body);
    return {
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': `up-${inputText}` },
      body: JSON.stringify({ embedding: vectorOf(inputText), inputTextTokenCount: 3 }),
    };
  };

  test('are translated, in the order of the texts, as base64 or as numbers', async () => {
    upstream.play(titan);
    const input = ['tide', 'ebb', 'flow and more'];
    const model = 'aws/amazon.titan-embed-text-v2:0';
    const byDefault = await client().embeddings.create({ model, input });
    expect(byDefault.data.map(({ embedding }) => embedding)).toEqual(
      input.map((text) => vectorOf(text).map(Math.fround)),
    );
    expect(byDefault.usage).toEqual({ prompt_tokens: 9, total_tokens: 9 });
    expect(byDefault.model).toBe(model);
    const asFloats = await ask(gateway, { model, input, user: 'u-1' });
    expect(await asFloats.json()).toMatchObject({ data: input.map((text) => ({ embedding: vectorOf(text) })) });
    expect(asFloats.headers.get('x-cato-changes')).toBe('user dropped');
    expect(asFloats.headers.get('x-cato-cost-usd')).toBe('0.00000018');
  });

  test('a retry after a rate limit asks only for what is missing', async () => {
    const limited: Script = {
      status: 429,
      headers: { 'x-amzn-errortype': 'ThrottlingException' },
      body: '{"message":"slow"}',
    };
    const before = upstream.requests.length;
    upstream.play(titan, titan, limited, titan);
    const input = Array.from({ length: 3 }, (_, index) => 'x'.repeat(index + 1));
    const response = await ask(gateway, { model: 'aws/amazon.titan-embed-text-v2:0', input });
    expect(await response.json()).toMatchObject({ data: input.map((text) => ({ embedding: vectorOf(text) })) });
    expect(response.headers.get('x-cato-attempts')).toBe('2');
    expect(upstream.requests.length - before).toBeLessThanOrEqual(6);
  });

  test.each([
    ['tokens', { input: [1, 2, 3] }, 'input'],
    ['dimensions it has not', { input: 'a', dimensions: 100 }, 'dimensions'],
    ['a field nobody knows', { input: 'a', truncate: 'END' }, 'truncate'],
  ])('%s: 400 that names the parameter', async (_what, body, param) => {
    const response = await ask(gateway, { model: 'aws/amazon.titan-embed-text-v2:0', ...body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, code: 'unsupported_parameter' } });
  });

  test('a model of Bedrock that is not known to make any: 400', async () => {
    const response = await ask(gateway, { model: 'aws/someone.model-v1:0', input: 'a' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'model', code: 'no_embedding_model' } });
  });
});

describe('requests that are refused', () => {
  test.each([
    ['no input', {}, 'input', /required/],
    ['an empty text', { input: '' }, 'input', /empty string/],
    ['no texts', { input: [] }, 'input', /must not be empty/],
    ['an empty text among others', { input: ['a', ''] }, 'input[1]', /empty string/],
    ['a number among texts', { input: ['a', 7] }, 'input[1]', /string or an array of tokens/],
    ['half a token', { input: [1, 2.5] }, 'input[1]', /a token/],
    ['half a token in a list', { input: [[1], [2, -1]] }, 'input[1][1]', /a token/],
    ['too many texts', { input: Array.from({ length: 2049 }, () => 'a') }, 'input', /2048 entries, not 2049/],
    ['another encoding', { input: 'a', encoding_format: 'int8' }, 'encoding_format', /float, base64/],
    ['no dimensions', { input: 'a', dimensions: 0 }, 'dimensions', /at least 1/],
    ['a user that is no text', { input: 'a', user: 7 }, 'user', /a string/],
  ])('%s: 400 that names the parameter, and nobody is asked', async (_what, body, param, message) => {
    const before = upstream.requests.length;
    const response = await ask(gateway, { model: 'vectors', ...body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, message: expect.stringMatching(message) } });
    expect(upstream.requests.length).toBe(before);
  });

  test('2,048 texts are not too many', async () => {
    const response = await ask(gateway, { model: 'vectors', input: Array.from({ length: 2048 }, () => 'a') });
    expect(response.status).toBe(200);
  });

  test.each([
    ['a model that answers conversations', 'claude-sonnet-5-5'],
    ['a route to such models', 'claude-only'],
  ])('%s: 400 that says which models do', async (_what, model) => {
    const response = await ask(gateway, { model, input: 'a' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: {
        param: 'model',
        code: 'no_embedding_model',
        message: expect.stringContaining('Ask for an embedding model, such as `openai/text-embedding-3-large`'),
      },
    });
  });

  test('a name nobody knows: 404', async () => {
    const response = await ask(gateway, { model: 'nobody', input: 'a' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  });

  test('the provider’s own 400 comes with its reason', async () => {
    upstream.play(
      chatError(400, { message: 'input[0] has nine thousand tokens', param: 'input', type: 'invalid_request_error' }),
    );
    const response = await ask(gateway, { model: 'vectors', input: 'a' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { param: 'input', message: expect.stringContaining('nine thousand') },
    });
    expect(gateway.said()).not.toContain('nine thousand');
  });

  test('GET is told which method it takes', async () => {
    const response = await gateway.get('/v1/embeddings');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('without any provider', () => {
  test('the embedded model says how to have an embedding model', async () => {
    const alone = await startTestGateway(null);
    try {
      const response = await fetch(`${alone.url}/v1/embeddings`, {
        method: 'POST',
        body: JSON.stringify({ model: 'text-embedding-3-small', input: 'a' }),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        error: {
          param: 'model',
          message: expect.stringMatching(/only answers conversations.*OPENAI_API_KEY.*Ollama/s),
        },
      });
    } finally {
      await alone.drain();
    }
  });
});

test('models tell which of them make embeddings', async () => {
  const response = await gateway.get('/v1/models/openai/text-embedding-3-large');
  expect(await response.json()).toMatchObject({ capabilities: { embeddings: true }, context_window: 8192 });
});
