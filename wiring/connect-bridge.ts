import { createAiSdkChatModel } from '../adapters/ai-sdk/ai-sdk-chat-model.ts';
import { createAiSdkProvider } from '../adapters/ai-sdk/ai-sdk-provider.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { mapSecrets, secretsInSettings } from '../config/setting-secrets.ts';
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
  const provider = createAiSdkProvider({
    packageName: bridge.package,
    folder,
    factory,
    name,
    apiKey: apiKey?.value ?? null,
    baseUrl,
    settings: Object.fromEntries(
      Object.entries(bridge.settings).map(([key, value]) => [key, mapSecrets(value, (secret) => secret.reveal())]),
    ),
    clock,
    proxyFor,
  });
  const hidden = [...(apiKey === null ? [] : [apiKey.value]), ...secretsInSettings(bridge.settings)];
  const chatModel = createAiSdkChatModel({
    provider,
    secrets: hidden,
    providerOptions: providerOptions ?? null,
    clock,
  });
  return { chatModel, close: () => provider.close() };
}
