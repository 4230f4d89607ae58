import type { ProviderConfig } from './cato-config.ts';
import type { AzureVariables, Environment } from './environment.ts';

/** What is Azure's own about a provider of that kind. */
export interface EffectiveAzure {
  /** `null` = the undated interface. */
  readonly apiVersion: string | null;
  /** Who asks for tokens; `null` = a key is sent. */
  readonly identity: AzureIdentity | null;
}

export type AzureIdentity = AzureVariables & {
  readonly kind: NonNullable<ProviderConfig['identity']>;
};

/** @param hasKey a key wins over an identity that nobody asked for. */
export function fillAzure(settings: ProviderConfig, { azure }: Environment, hasKey: boolean): EffectiveAzure {
  const kind = settings.identity ?? (hasKey ? null : identityIn(azure.identity));
  return {
    apiVersion: settings.apiVersion ?? azure.apiVersion,
    identity: kind === null ? null : { ...azure.identity, kind },
  };
}

/** The identity whose variables are all set; a managed one has none and must be asked for. */
export function identityIn(variables: AzureVariables): 'client-secret' | 'workload' | null {
  if (missingFor('client-secret', variables).length === 0) return 'client-secret';
  return missingFor('workload', variables).length === 0 ? 'workload' : null;
}

/** What keeps it from being called, as a sentence; `null` when nothing is known to. */
export function azureProblem(
  name: string,
  baseUrl: string | null,
  { apiVersion, identity }: EffectiveAzure,
): string | null {
  if (baseUrl === null) return `${name} has no address: set AZURE_OPENAI_ENDPOINT or \`baseUrl\``;
  if (apiVersion !== null && !['v1', 'preview'].includes(apiVersion) && baseUrl.endsWith('/openai/v1')) {
    return `${name} has an address that ends in /openai/v1, which has no dated versions: leave that or the version ${apiVersion} out`;
  }
  const missing = identity === null ? [] : missingFor(identity.kind, identity);
  return missing.length === 0 ? null : `${name} has no ${identity?.kind} identity: set ${missing.join(', ')}`;
}

function missingFor(kind: AzureIdentity['kind'], variables: AzureVariables): readonly string[] {
  const { tenantId, clientId, clientSecret, tokenFile } = variables;
  if (kind === 'managed') return [];
  const needed = {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    ...(kind === 'workload' ? { AZURE_FEDERATED_TOKEN_FILE: tokenFile } : { AZURE_CLIENT_SECRET: clientSecret }),
  };
  return Object.entries(needed)
    .filter(([, value]) => value === null)
    .map(([variable]) => variable);
}
