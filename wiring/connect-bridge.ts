import { createAiSdkChatModel } from '../adapters/ai-sdk/ai-sdk-chat-model.ts';
import { createAiSdkProvider } from '../adapters/ai-sdk/ai-sdk-provider.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { Secret } from '../core/access/secret.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { ProxyFor } from './provider-proxy.ts';

export interface ConnectedBridge {
  readonly chatModel: ChatModel;
  close(): Promise<void>;
}

/** A provider of kind ai-sdk. Its package is imported by the first call. */
export function connectBridge(
  { name, baseUrl, apiKey, bridge }: EffectiveProvider,
  clock: Clock,
  proxyFor: ProxyFor,
): ConnectedBridge {
  if (bridge === null) throw new RangeError('a provider without a package');
  const { folder, factory, providerOptions } = bridge;
  const entries = Object.entries(bridge.settings);
  const provider = createAiSdkProvider({
    packageName: bridge.package,
    folder,
    factory,
    name,
    apiKey: apiKey?.value ?? null,
    baseUrl,
    settings: Object.fromEntries(
      entries.map(([key, value]) => [key, value instanceof Secret ? value.reveal() : value]),
    ),
    clock,
    proxyFor,
  });
  const hidden = [apiKey?.value, ...entries.map(([, value]) => value)].filter((value) => value instanceof Secret);
  const chatModel = createAiSdkChatModel({
    provider,
    secrets: hidden,
    providerOptions: providerOptions ?? null,
    clock,
  });
  return { chatModel, close: () => provider.close() };
}
