import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { createVertexEmbeddingModel } from '../../../adapters/vertexai/vertex-embedding-model.ts';
import type { Secret } from '../../../core/access/secret.ts';
import { describeEmbeddingModelContract } from './describe-embedding-model-contract.ts';
import type { EmbeddingModelHarness } from './embedding-model-harness.ts';
import { googleEmbeddingErrors, json } from './google-embeddings.ts';

const shared: Pick<EmbeddingModelHarness, 'createModel' | 'errors' | 'dimensions'> = {
  dimensions: 256,
  createModel(baseUrl: string, token: Secret) {
    const http = createUndiciProviderHttp({ baseUrl });
    const model = createVertexEmbeddingModel({
      http,
      project: 'tide-project',
      location: 'europe-west4',
      tokens: { current: () => Promise.resolve(token), discard: () => {} },
      clock: createSystemClock(),
    });
    return { model, close: () => http.close() };
  },
  errors: googleEmbeddingErrors,
};

/** `predict`; made from public wire documentation, not recorded. */
const predicting: Pick<EmbeddingModelHarness, 'textsOf' | 'dimensionsOf' | 'answer'> = {
  textsOf: ({ body }) => JSON.parse(body).instances.map(({ content }: { content: string }) => content),
  dimensionsOf: ({ body }) => JSON.parse(body).parameters.outputDimensionality,
  answer: (vectors, tokens) =>
    json({
      predictions: vectors.map((values, index) => ({
        embeddings: { values, statistics: { truncated: false, token_count: index === 0 ? tokens : 0 } },
      })),
      metadata: { billableCharacterCount: 21 },
    }),
};

describeEmbeddingModelContract('Text embeddings on Vertex AI', {
  ...shared,
  ...predicting,
  model: 'text-embedding-005',
  inputsPerCall: 9,
});

describeEmbeddingModelContract('Gemini Embedding on Vertex AI', {
  ...shared,
  ...predicting,
  model: 'gemini-embedding-001',
  inputsPerCall: 1,
});

// Made from public wire documentation, not recorded.
describeEmbeddingModelContract('Gemini Embedding 2 on Vertex AI', {
  ...shared,
  model: 'gemini-embedding-2',
  inputsPerCall: 1,
  textsOf: ({ body }) => [JSON.parse(body).content.parts[0].text],
  dimensionsOf: ({ body }) => JSON.parse(body).embedContentConfig?.outputDimensionality,
  answer: ([values], promptTokenCount) =>
    json({ embedding: { values }, usageMetadata: { promptTokenCount }, truncated: false }),
});
