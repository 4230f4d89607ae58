import { createAnthropicBatches } from '../adapters/anthropic/anthropic-batches.ts';
import { createAnthropicChatModel } from '../adapters/anthropic/anthropic-chat-model.ts';
import { createOpenAiBatches } from '../adapters/openai-compatible/openai-batches.ts';
import { createOpenAiCompatibleChatModel } from '../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createOpenAiCompatibleEmbeddingModel } from '../adapters/openai-compatible/openai-compatible-embedding-model.ts';
import type { ProviderHttp } from '../adapters/provider-http/provider-http.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import type { ProviderBatches } from '../core/ports/provider-batches.ts';
import { protocolName as messagesProtocol } from '../protocols/anthropic-messages/protocol-name.ts';
import { protocol as chatProtocol } from '../protocols/openai-chat/protocol.ts';
import { protocol as embeddingsProtocol } from '../protocols/openai-embeddings/protocol.ts';
import { protocol as responsesProtocol } from '../protocols/openai-responses/protocol.ts';
import { connectBedrock } from './connect-bedrock.ts';
import { type ConnectedWeights, connectLlamaCpp, connectOnnxEncoder, embeddingsOnly } from './connect-weights.ts';
import { lazyChatModel } from './lazy-chat-model.ts';
import { lazyEmbeddingModel } from './lazy-embedding-model.ts';
import { packageVersion } from './package-version.ts';
import type { Surroundings } from './provider-surroundings.ts';

export interface ConnectedProvider {
  /** Each wire format it can be asked in, the usual one first. */
  readonly chatModels: readonly ChatModel[];
  readonly embeddingModel?: EmbeddingModel;
  /** Its own batch API. */
  readonly batches?: ProviderBatches;
}

const userAgent = `cato/${packageVersion}`;

/** A provider with its one key, connected to the adapter of its kind. What not every start needs is imported by the first call. */
export function connectProvider(provider: EffectiveProvider, surroundings: Surroundings): ConnectedProvider {
  const { connect, proxyFor, clock, variables, dataFolder, onClose } = surroundings;
  switch (provider.kind) {
    case 'openai':
    case 'openai-compatible':
    case 'ollama':
      return connectOpenAi(provider, surroundings);
    case 'anthropic': {
      const apiKey = provider.apiKey?.value ?? null;
      const options = { http: connect(addressOf(provider)), apiKey, clock, version: packageVersion };
      return { chatModels: [createAnthropicChatModel(options)], batches: createAnthropicBatches(options) };
    }
    case 'bedrock':
      return connectBedrock(provider, { connect, proxyFor, clock, userAgent, onClose });
    case 'gemini':
      return connectGemini(provider, surroundings);
    case 'vertexai': {
      const connected = once(async () => {
        const { connectVertex } = await import('./connect-vertex.ts');
        return connectVertex(provider, { connect, proxyFor, clock, variables });
      });
      return {
        chatModels: [
          lazyChatModel(null, async () => (await connected()).chatModel, { counts: true }),
          lazyChatModel(messagesProtocol, async () => (await connected()).claudeModel, { counts: true }),
        ],
        embeddingModel: lazyEmbeddingModel(null, async () => (await connected()).embeddingModel),
      };
    }
    case 'azure': {
      const connected = once(async () => {
        const { connectAzure } = await import('./connect-azure.ts');
        return connectAzure(provider, { ...surroundings, userAgent });
      });
      return {
        chatModels: [lazyChatModel(chatProtocol, async () => (await connected()).chatModel)],
        embeddingModel: lazyEmbeddingModel(embeddingsProtocol, async () => (await connected()).embeddingModel),
      };
    }
    case 'sagemaker':
      return lazily(async () => {
        const { connectSageMaker } = await import('./connect-sagemaker.ts');
        const { chatModel, close } = connectSageMaker(provider, { proxyFor, clock, userAgent });
        onClose(close);
        return chatModel;
      }, chatProtocol);
    case 'ai-sdk':
      return lazily(async () => {
        const { connectBridge } = await import('./connect-bridge.ts');
        const { chatModel, close } = connectBridge(provider, clock, proxyFor);
        onClose(close);
        return chatModel;
      });
    case 'llama-cpp': {
      const connected = connectLlamaCpp(provider, dataFolder);
      load(connected, provider, surroundings);
      return { chatModels: [connected.model] };
    }
    case 'onnx-encoder': {
      const connected = connectOnnxEncoder(provider, dataFolder);
      load(connected, provider, surroundings);
      return { chatModels: [embeddingsOnly(provider.name)], embeddingModel: connected.model };
    }
  }
}

function connectOpenAi(provider: EffectiveProvider, { connect, clock }: Surroundings): ConnectedProvider {
  const { kind, apiKey, organization, project, streamUsage, preset, api } = provider;
  const address = addressOf(provider);
  const shared = {
    http: connect(kind === 'ollama' ? `${address}/v1` : address),
    apiKey: apiKey?.value ?? null,
    headers: {
      ...(organization === null ? {} : { 'openai-organization': organization }),
      ...(project === null ? {} : { 'openai-project': project }),
    },
    clock,
    userAgent,
  };
  const embeddingModelOver = (http: ProviderHttp) => createOpenAiCompatibleEmbeddingModel({ ...shared, http });
  const chatModelsOver = (http: ProviderHttp): readonly ChatModel[] => {
    const options = { ...shared, http };
    const chat = createOpenAiCompatibleChatModel({ ...options, streamUsage, quirks: preset?.quirks ?? {} });
    if (kind !== 'openai') return [chat];
    const createResponses = async () => {
      const { createOpenAiResponsesChatModel } = await import(
        '../adapters/openai-compatible/openai-responses-chat-model.ts'
      );
      return createOpenAiResponsesChatModel(options);
    };
    const responses = lazyChatModel(responsesProtocol, createResponses, { counts: true });
    return api === 'responses' ? [responses, chat] : [chat, responses];
  };
  const connected = { chatModels: chatModelsOver(shared.http), embeddingModel: embeddingModelOver(shared.http) };
  if (kind !== 'openai') return connected;
  const over = { chatModels: chatModelsOver, embeddingModel: embeddingModelOver };
  return { ...connected, batches: createOpenAiBatches({ ...shared, ...over }) };
}

function connectGemini(provider: EffectiveProvider, { connect, clock }: Surroundings): ConnectedProvider {
  const apiKey = provider.apiKey?.value ?? null;
  const shared = () => ({ http: connect(addressOf(provider)), apiKey, version: packageVersion, clock });
  const createChatModel = async () => {
    const { createGeminiChatModel } = await import('../adapters/gemini/gemini-chat-model.ts');
    return createGeminiChatModel(shared());
  };
  const createEmbeddingModel = async () => {
    const { createGeminiEmbeddingModel } = await import('../adapters/gemini/gemini-embedding-model.ts');
    return createGeminiEmbeddingModel(shared());
  };
  return {
    chatModels: [lazyChatModel(null, createChatModel, { counts: true })],
    embeddingModel: lazyEmbeddingModel(null, createEmbeddingModel),
  };
}

/** What several lazy models are made of; what could not be made is tried again by the next call. */
function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let making: Promise<Made> | null = null;
  return async () => {
    making ??= make();
    try {
      return await making;
    } catch (error) {
      making = null;
      throw error;
    }
  };
}

function lazily(create: () => Promise<ChatModel>, protocol: string | null = null): ConnectedProvider {
  return { chatModels: [lazyChatModel(protocol, create)] };
}

function addressOf({ name, baseUrl }: EffectiveProvider): string {
  if (baseUrl === null) throw new RangeError(`${name} has no address`);
  return baseUrl;
}

/** In the background: the first request need not wait, and what is missing is told at the start. */
function load(
  { load, close }: ConnectedWeights<unknown>,
  { name: provider, model }: EffectiveProvider,
  { models, loadsWeights, notice, onClose }: Surroundings,
): void {
  onClose(close);
  if (!loadsWeights) return;
  const usual =
    model === null || models.some(({ name }) => name === model) ? [] : [{ name: model, contextWindow: null }];
  for (const { name, contextWindow } of [...models, ...usual]) {
    load(name, contextWindow).catch((error: unknown) => {
      const message = `${provider}/${name} cannot be used: ${error instanceof Error ? error.message : error}`;
      notice({ level: 'warning', message });
    });
  }
}
