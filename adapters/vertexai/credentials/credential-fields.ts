import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

/** Hosts on the machine's own link, where plain HTTP is the only way and nobody else listens. */
const ownLink = /^(localhost|127(\.\d+){3}|\[::1\]|169\.254(\.\d+){2}|metadata\.google\.internal)$/;

/** A text field of a credentials file. @throws TypeError naming the field, never its value. */
export function textField(credentials: JsonObject, name: string): string {
  const value = credentials[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`Google credentials of type ${String(credentials.type)} need \`${name}\`, a text.`);
}

export function objectField(credentials: JsonObject, name: string): JsonObject {
  const value = credentials[name];
  if (isJsonObject(value)) return value;
  throw new TypeError(`Google credentials of type ${String(credentials.type)} need \`${name}\`, an object.`);
}

/** An address that secrets are sent to: https, or a host on the machine's own link. */
export function urlField(fields: JsonObject, name: string, fallback?: string): URL {
  const value = fields[name] ?? fallback;
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && ownLink.test(url.hostname));
  if (url !== null && isSafe && url.username === '' && url.password === '') return url;
  throw new TypeError(`\`${name}\` in Google credentials must be an https address without credentials in it.`);
}
