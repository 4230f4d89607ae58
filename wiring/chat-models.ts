import type { ProviderHttp } from '../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../adapters/provider-http/undici-provider-http.ts';
import type { ConfiguredSecret } from '../config/configured-secret.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { EffectiveTarget } from '../config/effective-target.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';
import type { NoticeEvent } from '../core/ports/event-log.ts';
import type { ProviderBatches } from '../core/ports/provider-batches.ts';
import { connectProvider } from './connect-provider.ts';
import { providerProxy } from './provider-proxy.ts';
import { rotateKeys } from './rotate-keys.ts';

export interface ProviderConnections {
  /** By the provider's name: each wire format it can be asked in, the usual one first. */
  readonly chatModels: ReadonlyMap<string, readonly ChatModel[]>;
  /** By the provider's name; a provider that has no embeddings is not in it. */
  readonly embeddingModels: ReadonlyMap<string, EmbeddingModel>;
  /** By the provider's name, of those that have a batch API which is known here; asked with the first key. */
  readonly batches: ReadonlyMap<string, ProviderBatches>;
  /** Closes every connection. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly clock: Clock;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where weights are kept. */
  readonly dataFolder: string;
  /** Whether weights that targets name are loaded before they are asked for. */
  readonly loadsWeights: boolean;
  readonly targets: readonly Pick<EffectiveTarget, 'provider' | 'model' | 'contextWindow'>[];
  /** Takes what an operator is to be told of credentials and weights. */
  readonly notice: (notice: NoticeEvent) => void;
}

/** Connects each provider to the adapter of its kind. Nobody is called yet. @throws StartError for a proxy without an address. */
export function connectProviders(
  providers: readonly EffectiveProvider[],
  { clock, variables, dataFolder, loadsWeights, targets, notice }: ConnectOptions,
): ProviderConnections {
  const closers: (() => Promise<void>)[] = [];
  const embeddingModels = new Map<string, EmbeddingModel>();
  const batches = new Map<string, ProviderBatches>();
  const chatModels = new Map<string, readonly ChatModel[]>();
  for (const provider of providers) {
    const proxyFor = providerProxy(provider, variables);
    const open = new Map<string, ProviderHttp>();
    const connectBy = (address: string, isDirect: boolean): ProviderHttp => {
      const key = `${isDirect} ${address}`;
      const known = open.get(key);
      if (known !== undefined) return known;
      const http = createUndiciProviderHttp({ baseUrl: address, proxy: isDirect ? null : proxyFor(address) });
      closers.push(() => http.close());
      open.set(key, http);
      return http;
    };
    const own = targets.filter((target) => target.provider === provider.name);
    const create = (apiKey: ConfiguredSecret | null) =>
      connectProvider(
        { ...provider, apiKey },
        {
          connect: (address) => connectBy(address, false),
          connectDirectly: (address) => connectBy(address, true),
          proxyFor,
          clock,
          variables,
          dataFolder,
          loadsWeights,
          models: own.map(({ model, contextWindow }) => ({ name: model, contextWindow })),
          notice,
          onClose: (close) => closers.push(close),
        },
      );
    const first = create(provider.apiKey);
    if (first.batches !== undefined) batches.set(provider.name, first.batches);
    const others = provider.otherApiKeys.map((key) => ({ key, connected: create(key) }));
    const { name, apiKey } = provider;
    const connected =
      others.length === 0 || apiKey === null
        ? first
        : rotateKeys(name, [{ key: apiKey, connected: first }, ...others], clock, notice);
    chatModels.set(name, connected.chatModels);
    if (connected.embeddingModel !== undefined) embeddingModels.set(name, connected.embeddingModel);
  }
  return {
    chatModels,
    embeddingModels,
    batches,
    close: async () => void (await Promise.allSettled(closers.map((close) => close()))),
  };
}
