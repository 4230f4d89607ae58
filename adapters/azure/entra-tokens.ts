import { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { FetchedToken } from '../provider-http/credential-token-cache.ts';
import type { ProviderHttp } from '../provider-http/provider-http.ts';
import { requestEntraToken } from './entra-token-request.ts';

type FetchToken = (signal: AbortSignal) => Promise<FetchedToken>;

/** What tokens for Azure OpenAI are asked for. */
export const azureOpenAiResource = 'https://cognitiveservices.azure.com';
/** Where Entra ID is asked in the public cloud. */
export const entraAuthority = 'https://login.microsoftonline.com';
/** Where a managed identity is asked on a virtual machine, and in most Azure services. */
export const instanceMetadataUrl = 'http://169.254.169.254';

interface Application {
  /** To the authority. */
  readonly http: ProviderHttp;
  readonly clock: Pick<Clock, 'now'>;
  readonly tenantId: string;
  readonly clientId: string;
}

/** Tokens of an application that has a secret (client credentials). */
export function clientSecretTokens(application: Application & { readonly clientSecret: Secret }): FetchToken {
  const { clientSecret } = application;
  return (signal) => askAuthority(application, { client_secret: clientSecret.reveal() }, clientSecret, signal);
}

/**
 * Tokens of an application that trusts a cluster's or another cloud's own tokens (workload identity federation).
 * @param readAssertion that token as it is now: it is short-lived, and its file is rewritten.
 */
export function workloadIdentityTokens(
  application: Application & { readonly readAssertion: () => Promise<string> },
): FetchToken {
  return async (signal) => {
    const assertion = new Secret(await readAssertionOf(application));
    const proof = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion.reveal(),
    };
    return await askAuthority(application, proof, assertion, signal);
  };
}

export interface ManagedIdentityOptions {
  /** To the instance's metadata service, or to the address in `IDENTITY_ENDPOINT`. */
  readonly http: ProviderHttp;
  readonly clock: Pick<Clock, 'now'>;
  /** One of several identities, by its client id; `null` = the only one. */
  readonly clientId: string | null;
  /** `IDENTITY_HEADER` of an app service, whose base URL is `IDENTITY_ENDPOINT`; default: a virtual machine. */
  readonly appServiceHeader?: Secret | null;
}

/** Tokens of the identity that Azure has given to the machine or the service this runs on. */
export function managedIdentityTokens({ http, clock, clientId, appServiceHeader }: ManagedIdentityOptions): FetchToken {
  const ofAppService = appServiceHeader ?? null;
  const query = new URLSearchParams({
    'api-version': ofAppService === null ? '2018-02-01' : '2019-08-01',
    resource: azureOpenAiResource,
    ...(clientId === null ? null : { client_id: clientId }),
  });
  const headers: Record<string, string> =
    ofAppService === null ? { metadata: 'true' } : { 'x-identity-header': ofAppService.reveal() };
  const request = {
    http,
    clock,
    method: 'GET',
    path: `${ofAppService === null ? '/metadata/identity/oauth2/token' : ''}?${query}`,
    headers,
    source: 'The managed identity',
    secrets: ofAppService === null ? [] : [ofAppService],
  } as const;
  return async (signal) => {
    try {
      return await requestEntraToken(request, signal);
    } catch (cause) {
      if (!(cause instanceof GatewayError) || cause.kind !== 'unreachable') throw cause;
      throw new GatewayError('upstream-auth', `No managed identity is to be had here: ${cause.message}`, { cause });
    }
  };
}

function askAuthority(
  { http, clock, tenantId, clientId }: Application,
  proof: Readonly<Record<string, string>>,
  secret: Secret,
  signal: AbortSignal,
): Promise<FetchedToken> {
  return requestEntraToken(
    {
      http,
      clock,
      method: 'POST',
      path: `/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
      headers: {},
      form: {
        grant_type: 'client_credentials',
        client_id: clientId,
        scope: `${azureOpenAiResource}/.default`,
        ...proof,
      },
      source: 'Entra ID',
      secrets: [secret],
    },
    signal,
  );
}

async function readAssertionOf({ readAssertion }: { readonly readAssertion: () => Promise<string> }): Promise<string> {
  try {
    return (await readAssertion()).trim();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError('upstream-auth', `The federated token cannot be read: ${why}`, { cause });
  }
}
