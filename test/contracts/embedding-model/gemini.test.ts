import { createGeminiEmbeddingModel } from '../../../adapters/gemini/gemini-embedding-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { describeEmbeddingModelContract } from './describe-embedding-model-contract.ts';
import { googleEmbeddingErrors, json } from './google-embeddings.ts';

// Made from public wire documentation, not recorded.
describeEmbeddingModelContract('Gemini', {
  model: 'gemini-embedding-001',
  inputsPerCall: 100,
  dimensions: 256,
  createModel(baseUrl, apiKey) {
    const http = createUndiciProviderHttp({ baseUrl });
    const model = createGeminiEmbeddingModel({ http, apiKey, clock: createSystemClock() });
    return { model, close: () => http.close() };
  },
  textsOf: ({ body }) =>
    JSON.parse(body).requests.map(
      ({ content }: { content: { parts: { text: string }[] } }) => content.parts[0]?.text ?? '',
    ),
  dimensionsOf: ({ body }) => JSON.parse(body).requests[0].outputDimensionality,
  answer: (vectors, promptTokenCount) =>
    json({ embeddings: vectors.map((values) => ({ values })), usageMetadata: { promptTokenCount } }),
  errors: googleEmbeddingErrors,
});
