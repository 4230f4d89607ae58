import type { Secret } from '../../core/access/secret.ts';
import type { TokenCache } from './credential-token-cache.ts';

/** How a provider's calls are authorised where a fixed bearer token does not do. */
export interface CallAuthorization {
  /** The headers of one call. @throws the signal's reason; GatewayError when there is no credential to send. */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Everything of it that must not show in an error; a live list. */
  readonly secrets: readonly Secret[];
  /** The provider has answered 401 to what was sent last. */
  refused(): void;
}

/** A fixed key in a header of its own, for example `api-key`. */
export function keyAuthorization(headerName: string, key: Secret): CallAuthorization {
  const headers = Promise.resolve({ [headerName]: key.reveal() });
  return { headers: () => headers, secrets: [key], refused: () => {} };
}

/** Bearer tokens that expire. */
export function tokenAuthorization(tokens: TokenCache): CallAuthorization {
  return {
    headers: async (signal) => ({ authorization: `Bearer ${(await tokens.token(signal)).reveal()}` }),
    secrets: tokens.secrets,
    refused() {
      const latest = tokens.secrets.at(-1);
      if (latest !== undefined) tokens.drop(latest);
    },
  };
}
