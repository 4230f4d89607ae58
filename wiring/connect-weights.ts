import type { LlamaCppChatModel } from '../adapters/llama-cpp/llama-cpp-chat-model.ts';
import type { OnnxEmbeddingModel } from '../adapters/onnx-encoder/onnx-embedding-model.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { findKnownWeights } from '../config/known-weights.ts';
import { GatewayError } from '../core/errors/gateway-error.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import type { OpenWeightsOptions } from './weights/open-weights.ts';
import { WeightsError } from './weights/weights-error.ts';

export interface ConnectedWeights<Model> {
  readonly model: Model;
  /** Makes a model ready before it is asked. @throws GatewayError that says what is missing. */
  load(name: string, contextWindow: number | null): Promise<void>;
  close(): Promise<void>;
}

/** A provider of kind llama-cpp: its models are weights in the data folder. */
export function connectLlamaCpp({ weights }: EffectiveProvider, dataFolder: string): ConnectedWeights<ChatModel> {
  const opened = new OpenedWeights<LlamaCppChatModel>(async (name, contextWindow) => {
    const { openChatWeights } = await import('./weights/open-weights.ts');
    const parallel = weights?.parallel ?? null;
    return openChatWeights({ ...optionsOf(weights, dataFolder, name), contextWindow, parallel });
  });
  const modelOf: ChatModel = {
    protocol: null,
    async *answer(call) {
      yield* (await opened.get(call.model, call.facts.contextWindow)).answer(call);
    },
    complete: async (call) => (await opened.get(call.model, call.facts.contextWindow)).complete(call),
    countTokens: async (call) => (await opened.get(call.model, call.facts.contextWindow)).countTokens(call),
  };
  return {
    model: modelOf,
    load: async (name, contextWindow) => (await opened.get(name, contextWindow)).load(),
    close: () => opened.close(),
  };
}

/** A provider of kind onnx-encoder: its models are encoders in the data folder. */
export function connectOnnxEncoder(
  { weights }: EffectiveProvider,
  dataFolder: string,
): ConnectedWeights<EmbeddingModel> {
  const opened = new OpenedWeights<OnnxEmbeddingModel>(async (name) => {
    const { openEmbeddingWeights } = await import('./weights/open-weights.ts');
    return openEmbeddingWeights(optionsOf(weights, dataFolder, name));
  });
  return {
    model: { protocol: null, embed: async (call) => (await opened.get(call.model, null)).embed(call) },
    load: async (name) => void (await opened.get(name, null)),
    close: () => opened.close(),
  };
}

/** What stands where a provider that only makes embeddings is asked for an answer. */
export function embeddingsOnly(provider: string): ChatModel {
  const refusal = (): GatewayError =>
    new GatewayError('model-not-found', `${provider} makes embeddings only; ask another model for an answer.`, {
      param: 'model',
    });
  return {
    protocol: null,
    answer: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal()) }) }),
    complete: () => Promise.reject(refusal()),
  };
}

function optionsOf(weights: EffectiveProvider['weights'], dataFolder: string, name: string): OpenWeightsOptions {
  const packageFolders = [weights?.folder ?? '.', import.meta.dirname];
  return { dataFolder, name, packageFolders, threads: weights?.threads ?? null };
}

/** Weights by their own name, opened once; what could not be opened is tried again by the next call. */
class OpenedWeights<Model extends { close(): Promise<void> }> {
  readonly #open: (name: string, contextWindow: number | null) => Promise<Model>;
  readonly #models = new Map<string, Promise<Model>>();

  constructor(open: (name: string, contextWindow: number | null) => Promise<Model>) {
    this.#open = open;
  }

  get(asked: string, contextWindow: number | null): Promise<Model> {
    const name = findKnownWeights(asked)?.name ?? asked;
    const known = this.#models.get(name);
    if (known !== undefined) return known;
    const model = this.#open(name, contextWindow).catch((cause: unknown) => {
      this.#models.delete(name);
      if (!(cause instanceof WeightsError)) throw cause;
      throw new GatewayError('upstream-not-found', cause.message, { cause });
    });
    this.#models.set(name, model);
    return model;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#models.values()].map(async (model) => (await model).close()));
  }
}
