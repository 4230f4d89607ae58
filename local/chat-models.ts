import { createAnthropicChatModel } from '../adapters/anthropic/anthropic-chat-model.ts';
import { createBedrockChatModel } from '../adapters/bedrock/bedrock-chat-model.ts';
import { createBedrockClient } from '../adapters/bedrock/bedrock-client.ts';
import { createBedrockClients } from '../adapters/bedrock/bedrock-clients.ts';
import { createBedrockEmbeddingModel } from '../adapters/bedrock/bedrock-embedding-model.ts';
import { createOpenAiCompatibleChatModel } from '../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createOpenAiCompatibleEmbeddingModel } from '../adapters/openai-compatible/openai-compatible-embedding-model.ts';
import type { ProviderHttp } from '../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../adapters/provider-http/undici-provider-http.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import { protocol as responsesProtocol } from '../protocols/openai-responses/protocol.ts';
import { lazyChatModel } from './lazy-chat-model.ts';
import { packageVersion } from './package-version.ts';

export interface ProviderConnections {
  /** By the provider's name: each wire format it can be asked in, the usual one first. */
  readonly chatModels: ReadonlyMap<string, readonly ChatModel[]>;
  /** By the provider's name; a provider that has no embeddings is not in it. */
  readonly embeddingModels: ReadonlyMap<string, EmbeddingModel>;
  /** Closes every connection. */
  close(): Promise<void>;
}

const userAgent = `cato/${packageVersion}`;

/** Connects each provider to the adapter of its kind. Nothing is called yet. */
export function connectProviders(
  providers: readonly EffectiveProvider[],
  clock: Clock,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): ProviderConnections {
  const closers: (() => Promise<void>)[] = [];
  const connect = (baseUrl: string | null): ProviderHttp => {
    if (baseUrl === null) throw new RangeError('a provider without an address');
    const http = createUndiciProviderHttp({ baseUrl });
    closers.push(() => http.close());
    return http;
  };
  const embeddingModels = new Map<string, EmbeddingModel>();
  const create = (provider: EffectiveProvider): readonly ChatModel[] => {
    const { name, kind, baseUrl, streamUsage, preset } = provider;
    const apiKey = provider.apiKey?.value ?? null;
    switch (kind) {
      case 'openai':
      case 'openai-compatible':
      case 'ollama': {
        const http = connect(kind === 'ollama' ? `${baseUrl}/v1` : baseUrl);
        const headers = {
          ...(provider.organization === null ? {} : { 'openai-organization': provider.organization }),
          ...(provider.project === null ? {} : { 'openai-project': provider.project }),
        };
        const shared = { http, apiKey, headers, clock, userAgent };
        embeddingModels.set(name, createOpenAiCompatibleEmbeddingModel(shared));
        const chat = createOpenAiCompatibleChatModel({ ...shared, streamUsage, quirks: preset?.quirks ?? {} });
        if (kind !== 'openai') return [chat];
        const responses = lazyChatModel(responsesProtocol, async () => {
          const { createOpenAiResponsesChatModel } = await import(
            '../adapters/openai-compatible/openai-responses-chat-model.ts'
          );
          return createOpenAiResponsesChatModel(shared);
        });
        return provider.api === 'responses' ? [responses, chat] : [chat, responses];
      }
      case 'anthropic':
        return [createAnthropicChatModel({ http: connect(baseUrl), apiKey, clock, version: packageVersion })];
      case 'bedrock': {
        const { region, endpoint } = provider;
        const clients = createBedrockClients((connectMs) => createBedrockClient({ region, endpoint, connectMs }));
        closers.push(() => clients.close());
        embeddingModels.set(name, createBedrockEmbeddingModel({ clients, clock }));
        return [createBedrockChatModel({ clients, clock })];
      }
      case 'gemini':
        return [
          lazyChatModel(null, async () => {
            const { createGeminiChatModel } = await import('../adapters/gemini/gemini-chat-model.ts');
            return createGeminiChatModel({ http: connect(baseUrl), apiKey, version: packageVersion, clock });
          }),
        ];
      case 'vertexai':
        return [
          lazyChatModel(null, async () => {
            const { connectVertex } = await import('./connect-vertex.ts');
            return connectVertex(provider, { connect, clock, variables });
          }),
        ];
      case 'ai-sdk':
        return [
          lazyChatModel(null, async () => {
            const { connectBridge } = await import('./connect-bridge.ts');
            const { chatModel, close } = connectBridge(provider, clock);
            closers.push(close);
            return chatModel;
          }),
        ];
    }
  };
  const chatModels = new Map(providers.map((provider) => [provider.name, create(provider)]));
  return {
    chatModels,
    embeddingModels,
    close: async () => void (await Promise.allSettled(closers.map((close) => close()))),
  };
}
