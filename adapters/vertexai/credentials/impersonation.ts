import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { TokenSource } from './access-token.ts';
import { urlField } from './credential-fields.ts';
import { cloudScope } from './oauth.ts';
import { askForJson, type TokenWorld, toTokenSecret } from './token-service.ts';

const defaultLifetimeSeconds = 3600;

/** Tokens of the service account that the credentials name, asked for with the tokens of the given source. */
export function impersonate(source: TokenSource, credentials: JsonObject, world: TokenWorld): TokenSource {
  const url = urlField(credentials, 'service_account_impersonation_url');
  const { service_account_impersonation: settings, delegates } = credentials;
  const asked = isJsonObject(settings) ? settings.token_lifetime_seconds : null;
  const seconds = typeof asked === 'number' ? asked : defaultLifetimeSeconds;
  const body = JSON.stringify({
    scope: [cloudScope],
    lifetime: `${seconds}s`,
    ...(Array.isArray(delegates) && delegates.length > 0 && { delegates }),
  });
  return {
    async fetch(signal) {
      const { value } = await source.fetch(signal);
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${value.reveal()}` };
      const answer = await askForJson(world, { method: 'POST', url, headers, body, secrets: [value] }, signal);
      const expiresAt = typeof answer.expireTime === 'string' ? Date.parse(answer.expireTime) : Number.NaN;
      return {
        value: toTokenSecret(answer.accessToken, url),
        expiresAt: Number.isNaN(expiresAt) ? world.clock.now() + seconds * 1000 : expiresAt,
      };
    },
  };
}
