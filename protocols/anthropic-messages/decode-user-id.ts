import { textHash } from '../../core/routing/plan/text-hash.ts';
import type { ObjectReader } from './object-reader.ts';
import type { UnknownFields } from './unknown-fields.ts';
import { readUserIdParts } from './user-id-parts.ts';

/** What other formats take of a user's name at most; here it may be longer. */
const maxUserIdLength = 64;

/**
 * The user's name as every format can take it: of a bundle of ids the person's, of a name that is too long one made
 * of it. The name that was sent is kept for targets of this format.
 */
export function decodeUserId(body: ObjectReader, unknown: UnknownFields): string | undefined {
  const metadata = body.optionalObject('metadata');
  if (metadata === undefined) return undefined;
  const sent = metadata.optionalString('user_id');
  unknown.addRest(metadata);
  if (sent === undefined) return undefined;
  const name = readUserIdParts(sent)?.person ?? sent;
  const userId = name.length > maxUserIdLength ? `user-${textHash([name])}` : name;
  if (userId !== sent) unknown.add(metadata.pathOf('user_id'), sent);
  return userId;
}
