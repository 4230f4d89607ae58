import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createGeminiEmbeddingModel } from '../../../adapters/gemini/gemini-embedding-model.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { createVertexEmbeddingModel } from '../../../adapters/vertexai/vertex-embedding-model.ts';
import { Secret } from '../../../core/access/secret.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { EmbeddingModel } from '../../../core/ports/embedding-model.ts';
import { createEmbeddingCall, type EmbeddingCallOptions } from '../../contracts/embedding-model/embedding-call.ts';
import { json } from '../../contracts/embedding-model/google-embeddings.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
let http: ProviderHttp;
let gemini: EmbeddingModel;
let vertex: EmbeddingModel;

beforeEach(async () => {
  upstream = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: upstream.url });
  const clock = createSystemClock();
  gemini = createGeminiEmbeddingModel({ http, apiKey: new Secret('tide-key'), clock });
  const tokens = { current: () => Promise.resolve(new Secret('tide-token')), discard: () => {} };
  vertex = createVertexEmbeddingModel({ http, project: 'tide', location: 'us-central1', tokens, clock });
  upstream.play(({ path }) =>
    json(
      path.endsWith('predict')
        ? { predictions: [{ embeddings: { values: [1, 2], statistics: { token_count: 3 } } }] }
        : { embeddings: [{ values: [1, 2] }] },
    ),
  );
});
afterEach(async () => {
  await http.close();
  await upstream.close();
});

const ask = (model: EmbeddingModel, options: EmbeddingCallOptions) =>
  model.embed(createEmbeddingCall({ model: 'gemini-embedding-001', ...options }));
const sent = () => JSON.parse(upstream.requests.at(-1)?.body ?? '');

test('the model stands in the address and in each request, and the key in a header', async () => {
  const { usage } = await ask(gemini, {});
  expect(upstream.requests[0]).toMatchObject({
    path: '/models/gemini-embedding-001:batchEmbedContents',
    headers: { 'x-goog-api-key': 'tide-key' },
  });
  expect(sent().requests).toMatchObject([{ model: 'models/gemini-embedding-001' }]);
  // A provider that tells no usage has told none.
  expect(usage).toBeNull();
});

test.each([
  ['search_query', 'RETRIEVAL_QUERY'],
  ['search_document', 'RETRIEVAL_DOCUMENT'],
  ['semantic_similarity', 'SEMANTIC_SIMILARITY'],
  ['CLUSTERING', 'CLUSTERING'],
])('input_type %s becomes the task type %s at both places', async (inputType, taskType) => {
  await ask(gemini, { request: { inputType } });
  expect(sent().requests[0].taskType).toBe(taskType);
  await ask(vertex, { request: { inputType } });
  expect(sent()).toMatchObject({ instances: [{ task_type: taskType }], parameters: { autoTruncate: false } });
  expect(upstream.requests.at(-1)?.path).toBe(
    '/v1/projects/tide/locations/us-central1/publishers/google/models/gemini-embedding-001:predict',
  );
});

describe('what cannot be said', () => {
  test.each([
    ['another input_type', 'gemini-embedding-001', { inputType: 'poetry' }, ['input_type']],
    [
      'an input_type to a model that reads it in the text',
      'gemini-embedding-2',
      { inputType: 'search_query' },
      ['input_type'],
    ],
    ['an unknown field', 'gemini-embedding-001', { unreadFields: ['late_chunking'] }, ['late_chunking']],
  ])('%s is refused by name, or dropped and said', async (_what, model, request, fields) => {
    const refused = await ask(gemini, { model, request }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UnsupportedOptions);
    expect(refused).toMatchObject({ fields });
    const { changes } = await ask(gemini, { model, request, dropUnsupported: true });
    expect(changes).toEqual([`${fields[0]} dropped`]);
    expect(sent().requests[0].taskType).toBeUndefined();
  });

  test('tokens in the place of texts are refused', async () => {
    await expect(ask(gemini, { request: { inputs: [[1, 2]] } })).rejects.toMatchObject({ fields: ['input'] });
  });

  test('vectors of another length than asked for are no answer to it, unless that may be said', async () => {
    const request = { dimensions: 3 };
    await expect(ask(gemini, { request })).rejects.toMatchObject({ param: 'dimensions' });
    expect((await ask(gemini, { request, dropUnsupported: true })).changes).toEqual(['dimensions 3 → 2']);
  });

  test('a text that was cut has another meaning', async () => {
    upstream.play(json({ predictions: [{ embeddings: { values: [1], statistics: { truncated: true } } }] }));
    await expect(ask(vertex, {})).rejects.toMatchObject({ kind: 'context-too-long', param: 'input' });
    upstream.play(json({ embedding: { values: [1] }, truncated: true }));
    await expect(ask(vertex, { model: 'gemini-embedding-2' })).rejects.toMatchObject({ kind: 'context-too-long' });
  });

  test('Claude on Vertex AI makes no vectors', async () => {
    await expect(ask(vertex, { model: 'claude-sonnet-5-5' })).rejects.toMatchObject({ code: 'no_embedding_model' });
    expect(upstream.requests).toHaveLength(0);
  });
});

test('vectors of different lengths, or of other things than numbers, are a broken answer', async () => {
  for (const embeddings of [
    [{ values: [1, 2] }, { values: [1] }],
    [{ values: [1] }, { values: ['1'] }],
    [{}, {}],
  ]) {
    upstream.play(json({ embeddings }));
    await expect(ask(gemini, { request: { inputs: ['a', 'b'] } })).rejects.toMatchObject({ kind: 'broken-answer' });
  }
});
