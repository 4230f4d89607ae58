import { createAnthropicChatModel } from '../adapters/anthropic/anthropic-chat-model.ts';
import { createSdkClients } from '../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../adapters/bedrock/bedrock-chat-model.ts';
import { createBedrockClient } from '../adapters/bedrock/bedrock-client.ts';
import { createBedrockEmbeddingModel } from '../adapters/bedrock/bedrock-embedding-model.ts';
import { bedrockHostUrl } from '../adapters/bedrock/bedrock-host.ts';
import { createOpenAiCompatibleChatModel } from '../adapters/openai-compatible/openai-compatible-chat-model.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import { awsProxy } from './aws-proxy.ts';
import { packageVersion } from './package-version.ts';
import type { Surroundings } from './provider-surroundings.ts';

type BedrockSurroundings = Pick<Surroundings, 'connect' | 'proxyFor' | 'clock' | 'onClose'> & {
  readonly userAgent: string;
};

/** A provider of kind bedrock: over Converse, or over a host that speaks like another vendor. */
export function connectBedrock(
  provider: EffectiveProvider,
  { connect, proxyFor, clock, userAgent, onClose }: BedrockSurroundings,
): { readonly chatModels: readonly ChatModel[]; readonly embeddingModel: EmbeddingModel } {
  const { region, endpoint, api, streamUsage } = provider;
  const proxy = awsProxy('bedrock-runtime', provider, proxyFor);
  const clients = createSdkClients((connectMs) => createBedrockClient({ region, endpoint, connectMs, proxy }));
  onClose(() => clients.close());
  const embeddingModel = createBedrockEmbeddingModel({ clients, clock });
  if (api !== 'openai' && api !== 'anthropic') {
    return { chatModels: [createBedrockChatModel({ clients, clock })], embeddingModel };
  }
  const host = api === 'openai' ? 'runtime' : 'mantle';
  const http = connect(endpoint ?? bedrockHostUrl({ format: api, host, region: region ?? '' }));
  const shared = { http, apiKey: provider.apiKey?.value ?? null, clock };
  const chatModel =
    api === 'openai'
      ? createOpenAiCompatibleChatModel({ ...shared, streamUsage, userAgent })
      : createAnthropicChatModel({ ...shared, version: packageVersion });
  return { chatModels: [chatModel], embeddingModel };
}
