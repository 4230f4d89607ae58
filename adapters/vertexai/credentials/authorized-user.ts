import { Secret } from '../../../core/access/secret.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { TokenSource } from './access-token.ts';
import { textField, urlField } from './credential-fields.ts';
import { formHeaders, googleTokenUrl } from './oauth.ts';
import { askForJson, readTokenAnswer, type TokenWorld } from './token-service.ts';

/** A person's own sign-in, as `gcloud auth application-default login` leaves it. */
export function createAuthorizedUser(credentials: JsonObject, world: TokenWorld): TokenSource {
  const url = urlField(credentials, 'token_uri', googleTokenUrl);
  const clientId = textField(credentials, 'client_id');
  const clientSecret = textField(credentials, 'client_secret');
  const refreshToken = textField(credentials, 'refresh_token');
  const secrets = [new Secret(clientSecret), new Secret(refreshToken)];
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  });
  return {
    async fetch(signal) {
      const request = { method: 'POST', url, headers: formHeaders, body: body.toString(), secrets } as const;
      return readTokenAnswer(await askForJson(world, request, signal), url, world);
    },
  };
}
