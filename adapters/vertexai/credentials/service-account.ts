import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { Secret } from '../../../core/access/secret.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { TokenSource } from './access-token.ts';
import { textField, urlField } from './credential-fields.ts';
import { cloudScope, formHeaders, googleTokenUrl } from './oauth.ts';
import { askForJson, readTokenAnswer, type TokenWorld } from './token-service.ts';

const lifetimeSeconds = 3600;

/** A service account's key file: a signed statement is exchanged for a token. */
export function createServiceAccount(credentials: JsonObject, world: TokenWorld): TokenSource {
  const issuer = textField(credentials, 'client_email');
  const url = urlField(credentials, 'token_uri', googleTokenUrl);
  const keyId = typeof credentials.private_key_id === 'string' ? { kid: credentials.private_key_id } : {};
  const key = readKey(textField(credentials, 'private_key'));
  const header = toBase64Url({ alg: 'RS256', typ: 'JWT', ...keyId });

  function createAssertion(): string {
    const issuedAt = Math.floor(world.clock.now() / 1000);
    const claims = { iss: issuer, scope: cloudScope, aud: url.href, iat: issuedAt, exp: issuedAt + lifetimeSeconds };
    const statement = `${header}.${toBase64Url(claims)}`;
    return `${statement}.${sign('RSA-SHA256', Buffer.from(statement), key).toString('base64url')}`;
  }

  return {
    async fetch(signal) {
      const assertion = createAssertion();
      const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
      const secrets = [new Secret(assertion)];
      const request = { method: 'POST', url, headers: formHeaders, body: body.toString(), secrets } as const;
      return readTokenAnswer(await askForJson(world, request, signal), url, world);
    },
  };
}

/** The library's own message could hold a piece of the key. */
function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {}
  throw new TypeError('`private_key` in Google credentials must be an RSA key in PEM form.');
}

function toBase64Url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
