import { isJsonObject } from '../../core/conversation/is-json-object.ts';

/** Longer ones are no bundle of ids. */
const maxLength = 2048;
const bundle = /^user_([^_]+)_account_.*_session_(.+)$/;

/** What coding agents put together into the one name the format has for a user. */
export interface UserIdParts {
  /** Who asks; `null` when the bundle does not say. */
  readonly person: string | null;
  /** In which session; `null` when the bundle does not say. */
  readonly session: string | null;
}

/** Takes a bundle of ids apart: an object as JSON text, or `user_…_account_…_session_…`. `null` when it is neither. */
export function readUserIdParts(userId: string): UserIdParts | null {
  if (userId.length > maxLength) return null;
  if (userId.startsWith('{')) return readJson(userId);
  const [, person = null, session = null] = bundle.exec(userId) ?? [];
  return session === null ? null : { person, session };
}

function readJson(text: string): UserIdParts | null {
  let ids: unknown;
  try {
    ids = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isJsonObject(ids)) return null;
  return { person: nameOf(ids.account_uuid) ?? nameOf(ids.device_id), session: nameOf(ids.session_id) };
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
