import type { Secret } from '../../../core/access/secret.ts';
import type { CallAuthorization } from '../../provider-http/credential-authorization.ts';
import type { AccessTokens } from './access-tokens.ts';

/** Tokens that were given out lately may still show in an answer. */
const rememberedTokens = 8;

/** Google's access tokens, as bearers. */
export function accessTokenAuthorization(tokens: AccessTokens): CallAuthorization {
  const secrets: Secret[] = [];
  return {
    async headers(signal) {
      const token = await tokens.current(signal);
      if (!secrets.includes(token)) secrets.push(token);
      if (secrets.length > rememberedTokens) secrets.shift();
      return { authorization: `Bearer ${token.reveal()}` };
    },
    secrets,
    refused() {
      const latest = secrets.at(-1);
      if (latest !== undefined) tokens.discard(latest);
    },
  };
}
