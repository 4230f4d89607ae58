import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** What a provider said of an error, wherever in the body it said it; `null` where it said nothing. */
export interface ErrorFields {
  readonly message: string | null;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
}

/** Messages are cut here: some servers repeat the whole request in them. */
const maxMessageLength = 1000;

/**
 * Reads `{"error": {…}}` and the variants of compatible servers: `{"error": "…"}`, the fields without an envelope,
 * `{"detail": …}`, a list of errors. `null` when the body is none of them.
 */
export function readErrorFields(body: unknown): ErrorFields | null {
  const first = Array.isArray(body) ? body[0] : body;
  if (!isJsonObject(first)) return null;
  const error = first.error ?? first;
  if (typeof error === 'string') {
    return { message: cut(error), type: text(first.type), code: text(first.code), param: text(first.param) };
  }
  if (!isJsonObject(error)) return null;
  const message = text(error.message) ?? detail(error);
  const type = text(error.type) ?? text(error.status);
  const code = text(error.code) ?? (isJsonObject(error.innererror) ? text(error.innererror.code) : null);
  if (message === null && type === null && code === null) return null;
  return { message: message && cut(message), type, code, param: text(error.param) };
}

function detail({ detail: value }: JsonObject): string | null {
  if (typeof value === 'string' && value !== '') return value;
  const [first] = Array.isArray(value) ? value : [];
  return isJsonObject(first) ? text(first.msg) : null;
}

function text(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function cut(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message;
}
