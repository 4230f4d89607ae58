import { readFile } from 'node:fs/promises';
import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { urlField } from './credential-fields.ts';
import { askTokenService, type TokenWorld } from './token-service.ts';

/** Reads the token by which another identity provider vouches for this program; fresh each time, for it is rotated. */
export type ReadSubjectToken = (signal: AbortSignal) => Promise<string>;

/** Sources that this program has no way to. */
const otherSources = ['environment_id', 'executable', 'certificate'];

/** @param source `credential_source` of an external account. @throws TypeError when it is not a file or an address. */
export function createSubjectTokenReader(source: JsonObject, world: TokenWorld): ReadSubjectToken {
  const read = createReader(source, world);
  const field = tokenField(source);
  return async (signal) => {
    const text = await read(signal);
    const token = field === null ? text.trim() : readField(text, field);
    if (token !== '') return token;
    throw new GatewayError('upstream-auth', 'The subject token of the external Google account is empty or not there.');
  };
}

function createReader(source: JsonObject, world: TokenWorld): ReadSubjectToken {
  const other = otherSources.find((name) => source[name] !== undefined);
  if (other !== undefined) {
    throw new TypeError(
      `\`credential_source.${other}\` in Google credentials is not supported; use \`file\` or \`url\`.`,
    );
  }
  const { file } = source;
  if (typeof file === 'string' && file !== '') return (signal) => readTokenFile(file, signal);
  if (source.url === undefined) throw new TypeError('`credential_source` in Google credentials needs `file` or `url`.');
  const url = urlField(source, 'url');
  const headers = textHeaders(source.headers);
  return (signal) => askTokenService(world, { method: 'GET', url, headers, body: null, secrets: [] }, signal);
}

async function readTokenFile(file: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(file, { encoding: 'utf8', signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new GatewayError('upstream-auth', 'The subject token file of the external Google account cannot be read.', {
      cause,
    });
  }
}

/** The field of a JSON answer that holds the token; `null` when the text itself is the token. */
function tokenField({ format }: JsonObject): string | null {
  if (!isJsonObject(format) || format.type !== 'json') return null;
  const { subject_token_field_name: name } = format;
  if (typeof name === 'string' && name !== '') return name;
  throw new TypeError('`credential_source.format` in Google credentials needs `subject_token_field_name`.');
}

function readField(text: string, field: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const token = isJsonObject(value) ? value[field] : null;
    return typeof token === 'string' ? token : '';
  } catch {
    return '';
  }
}

function textHeaders(headers: unknown): Record<string, string> {
  if (!isJsonObject(headers)) return {};
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}
