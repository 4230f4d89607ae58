import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import type { TokenSource } from './access-token.ts';
import { createAuthorizedUser } from './authorized-user.ts';
import { objectField } from './credential-fields.ts';
import { createExternalAccount } from './external-account.ts';
import { impersonate } from './impersonation.ts';
import { createServiceAccount } from './service-account.ts';
import type { TokenWorld } from './token-service.ts';

type CreateSource = (credentials: JsonObject, world: TokenWorld) => TokenSource;

const creators: ReadonlyMap<unknown, CreateSource> = new Map<unknown, CreateSource>([
  ['service_account', createServiceAccount],
  ['authorized_user', createAuthorizedUser],
  ['external_account', createExternalAccount],
  [
    'impersonated_service_account',
    (credentials, world) =>
      impersonate(createTokenSource(objectField(credentials, 'source_credentials'), world), credentials, world),
  ],
]);

/**
 * The way to a token that a credentials file describes.
 * @param credentials the file's JSON.
 * @throws TypeError saying what is wrong with it, never quoting from it.
 */
export function createTokenSource(credentials: unknown, world: TokenWorld): TokenSource {
  if (!isJsonObject(credentials)) throw new TypeError('Google credentials must be a JSON object.');
  const create = creators.get(credentials.type);
  if (create !== undefined) return create(credentials, world);
  throw new TypeError(
    `Google credentials must have one of these as their \`type\`: ${[...creators.keys()].join(', ')}.`,
  );
}
