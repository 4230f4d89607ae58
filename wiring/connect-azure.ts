import { readFile } from 'node:fs/promises';
import { azureAddress } from '../adapters/azure/azure-address.ts';
import {
  clientSecretTokens,
  entraAuthority,
  instanceMetadataUrl,
  managedIdentityTokens,
  workloadIdentityTokens,
} from '../adapters/azure/entra-tokens.ts';
import { createOpenAiCompatibleChatModel } from '../adapters/openai-compatible/openai-compatible-chat-model.ts';
import { createOpenAiCompatibleEmbeddingModel } from '../adapters/openai-compatible/openai-compatible-embedding-model.ts';
import {
  type CallAuthorization,
  keyAuthorization,
  tokenAuthorization,
} from '../adapters/provider-http/credential-authorization.ts';
import { createTokenCache } from '../adapters/provider-http/credential-token-cache.ts';
import type { ProviderHttp } from '../adapters/provider-http/provider-http.ts';
import type { AzureIdentity } from '../config/effective-azure.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ChatModel } from '../core/ports/chat-model.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EmbeddingModel } from '../core/ports/embedding-model.ts';

interface AzureSurroundings {
  connect(baseUrl: string): ProviderHttp;
  /** Past every proxy: to services of the machine itself. */
  connectDirectly(baseUrl: string): ProviderHttp;
  readonly clock: Clock;
  readonly userAgent: string;
}

export interface ConnectedAzure {
  readonly chatModel: ChatModel;
  readonly embeddingModel: EmbeddingModel;
}

/** A provider of kind azure. */
export function connectAzure(provider: EffectiveProvider, surroundings: AzureSurroundings): ConnectedAzure {
  const { baseUrl, apiKey, azure, streamUsage } = provider;
  if (baseUrl === null || azure === null) throw new RangeError('a provider without an Azure address');
  const { connect, clock, userAgent } = surroundings;
  const address = azureAddress({ baseUrl, apiVersion: azure.apiVersion });
  const shared = {
    http: connect(address.baseUrl),
    apiKey: null,
    ...authorizationOf(azure.identity, apiKey, surroundings),
    clock,
    userAgent,
  };
  return {
    chatModel: createOpenAiCompatibleChatModel({ ...shared, path: address.chatPath, streamUsage }),
    embeddingModel: createOpenAiCompatibleEmbeddingModel({ ...shared, path: address.embeddingsPath }),
  };
}

function authorizationOf(
  identity: AzureIdentity | null,
  apiKey: EffectiveProvider['apiKey'],
  surroundings: AzureSurroundings,
): { readonly authorization?: CallAuthorization } {
  if (identity === null) return apiKey === null ? {} : { authorization: keyAuthorization('api-key', apiKey.value) };
  const fetchToken = tokensOf(identity, surroundings);
  return { authorization: tokenAuthorization(createTokenCache({ fetchToken, clock: surroundings.clock })) };
}

function tokensOf(
  { kind, tenantId, clientId, clientSecret, tokenFile, authority, endpoint, header }: AzureIdentity,
  { connect, connectDirectly, clock }: AzureSurroundings,
) {
  if (kind === 'managed') {
    const isAppService = endpoint !== null && header !== null;
    const http = connectDirectly(isAppService ? endpoint : instanceMetadataUrl);
    return managedIdentityTokens({ http, clock, clientId, appServiceHeader: isAppService ? header : null });
  }
  if (tenantId === null || clientId === null) throw new RangeError('an identity without its tenant or client');
  const application = { http: connect(authority ?? entraAuthority), clock, tenantId, clientId };
  if (kind === 'workload' && tokenFile !== null) {
    return workloadIdentityTokens({ ...application, readAssertion: () => readFile(tokenFile, 'utf8') });
  }
  if (clientSecret === null) throw new RangeError('an identity without its proof');
  return clientSecretTokens({ ...application, clientSecret });
}
