import { Secret } from '../../../core/access/secret.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { TokenSource } from './access-token.ts';
import { objectField, textField, urlField } from './credential-fields.ts';
import { impersonate } from './impersonation.ts';
import { cloudScope, formHeaders } from './oauth.ts';
import { createSubjectTokenReader } from './subject-token.ts';
import { askForJson, readTokenAnswer, type TokenWorld } from './token-service.ts';

const defaultStsUrl = 'https://sts.googleapis.com/v1/token';

/** Workload identity federation: another identity provider's token is exchanged, and may then speak for a service account. */
export function createExternalAccount(credentials: JsonObject, world: TokenWorld): TokenSource {
  const url = urlField(credentials, 'token_url', defaultStsUrl);
  const readSubjectToken = createSubjectTokenReader(objectField(credentials, 'credential_source'), world);
  const { client_id: id, client_secret: secret, workforce_pool_user_project: userProject } = credentials;
  const client = typeof id === 'string' && typeof secret === 'string' ? { id, secret } : null;
  const fields = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: textField(credentials, 'audience'),
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: textField(credentials, 'subject_token_type'),
    // A token that only asks for another needs no more than that, but the same scope covers both.
    scope: cloudScope,
    ...(typeof userProject === 'string' && client === null && { options: JSON.stringify({ userProject }) }),
  };
  const headers = client === null ? formHeaders : { ...formHeaders, authorization: basic(client) };

  const federated: TokenSource = {
    async fetch(signal) {
      const subjectToken = await readSubjectToken(signal);
      const body = new URLSearchParams({ ...fields, subject_token: subjectToken }).toString();
      const secrets = [new Secret(subjectToken), ...(client === null ? [] : [new Secret(client.secret)])];
      const answer = await askForJson(world, { method: 'POST', url, headers, body, secrets }, signal);
      return readTokenAnswer(answer, url, world);
    },
  };
  return credentials.service_account_impersonation_url === undefined
    ? federated
    : impersonate(federated, credentials, world);
}

function basic({ id, secret }: { readonly id: string; readonly secret: string }): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}
