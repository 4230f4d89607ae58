import { createOpenAiCompatibleEmbeddingModel } from '../../../adapters/openai-compatible/openai-compatible-embedding-model.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import { readWholeFixture } from '../chat-model/read-fixture.ts';
import { describeEmbeddingModelContract } from './describe-embedding-model-contract.ts';

describeEmbeddingModelContract('openai-compatible', {
  model: 'tide-vectors-1',
  inputsPerCall: null,
  dimensions: 4,
  createModel(baseUrl, apiKey) {
    const http = createUndiciProviderHttp({ baseUrl: `${baseUrl}/v1` });
    const clock = createSystemClock();
    const model = createOpenAiCompatibleEmbeddingModel({ http, apiKey, clock, userAgent: 'cato/test' });
    return { model, close: () => http.close() };
  },
  textsOf: ({ body }) => JSON.parse(body).input,
  dimensionsOf: ({ body }) => JSON.parse(body).dimensions,
  // Made from public wire documentation, not recorded; in an order that only the indexes tell.
  answer: (vectors, tokens) => ({
    headers: { 'content-type': 'application/json', 'x-request-id': 'up-req-1' },
    body: JSON.stringify({
      object: 'list',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })).reverse(),
      model: 'tide-vectors-1',
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    }),
  }),
  errors: {
    'upstream-auth': readWholeFixture('openai', 'error-unauthorized'),
    'upstream-permission': readWholeFixture('openai', 'error-forbidden'),
    'upstream-not-found': readWholeFixture('openai', 'error-model-not-found'),
    'invalid-request': readWholeFixture('openai', 'error-invalid-request'),
    'rate-limit': readWholeFixture('openai', 'error-rate-limit'),
    'upstream-fault': readWholeFixture('openai', 'error-fault'),
    overloaded: readWholeFixture('openai', 'error-overloaded'),
  },
});
