import { createSdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockClient } from '../../../adapters/bedrock/bedrock-client.ts';
import { createBedrockEmbeddingModel } from '../../../adapters/bedrock/bedrock-embedding-model.ts';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { Secret } from '../../../core/access/secret.ts';
import { bedrockFixture } from '../../support/scripted-bedrock.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import { describeEmbeddingModelContract } from './describe-embedding-model-contract.ts';
import type { EmbeddingModelHarness } from './embedding-model-harness.ts';

function fixture(name: string): ScriptedAnswer {
  const { status = 200, headers, body } = bedrockFixture(name);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

const shared: Pick<EmbeddingModelHarness, 'createModel' | 'errors'> = {
  createModel(endpoint: string, key: Secret) {
    const credentials = { accessKeyId: 'tide', secretAccessKey: key.reveal() };
    const clients = createSdkClients((connectMs) =>
      createBedrockClient({ region: 'us-east-1', endpoint, connectMs, credentials }),
    );
    return {
      model: createBedrockEmbeddingModel({ clients, clock: createSystemClock() }),
      close: () => clients.close(),
    };
  },
  errors: {
    'upstream-auth': fixture('error-unrecognized-client'),
    'upstream-permission': fixture('error-access-denied'),
    'upstream-not-found': fixture('error-not-found'),
    'invalid-request': fixture('error-validation'),
    'rate-limit': fixture('error-throttling'),
    'upstream-fault': fixture('error-internal-server'),
    overloaded: fixture('error-service-unavailable'),
  },
};

// Made from public wire documentation, not recorded.
describeEmbeddingModelContract('Titan on Bedrock', {
  ...shared,
  model: 'amazon.titan-embed-text-v2:0',
  inputsPerCall: 1,
  dimensions: 256,
  textsOf: ({ body }) => [JSON.parse(body).inputText],
  dimensionsOf: ({ body }) => JSON.parse(body).dimensions,
  answer: ([embedding], inputTextTokenCount) => ({
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'request-1' },
    body: JSON.stringify({ embedding, inputTextTokenCount, embeddingsByType: { float: embedding } }),
  }),
});

describeEmbeddingModelContract('Cohere on Bedrock', {
  ...shared,
  model: 'us.cohere.embed-v4:0',
  inputsPerCall: 96,
  dimensions: 256,
  textsOf: ({ body }) => JSON.parse(body).texts,
  dimensionsOf: ({ body }) => JSON.parse(body).output_dimension,
  answer: (float, tokens) => ({
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': 'request-1',
      'x-amzn-bedrock-input-token-count': String(tokens),
    },
    body: JSON.stringify({ id: 'e-1', response_type: 'embeddings_by_type', embeddings: { float }, texts: [] }),
  }),
});
