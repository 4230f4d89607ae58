import { isJsonObject } from '../conversation/is-json-object.ts';
import { type GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { JsonObject } from '../ports/wire-codec.ts';
import type { NewBatch } from './batch.ts';
import { batchEndpoints, batchLimits } from './batch-limits.ts';

export type AskedBatch = Pick<NewBatch, 'endpoint' | 'inputFileId' | 'metadata' | 'keepMs'>;

const parameters: ReadonlySet<string> = new Set([
  ...['input_file_id', 'endpoint', 'completion_window', 'metadata', 'output_expires_after'],
]);
const maxPairs = 16;
const maxKeyLength = 64;
const maxValueLength = 512;

/** What a client asks for that makes a batch. @throws GatewayError `invalid-request` with `param`. */
export function readNewBatch(body: JsonObject): AskedBatch {
  const unknown = Object.keys(body).find((name) => !parameters.has(name));
  if (unknown !== undefined) {
    const shown = unknown.slice(0, 80);
    throw invalidRequest(shown, `Batches have no parameter \`${shown}\`. Leave it out.`, 'unknown_parameter');
  }
  const inputFileId = requiredText(body, 'input_file_id', 'the id of a file with purpose `batch`');
  const endpoint = requiredText(body, 'endpoint', `one of ${batchEndpoints.join(', ')}`);
  if (!(batchEndpoints as readonly string[]).includes(endpoint)) throw unknownEndpoint(endpoint);
  if (requiredText(body, 'completion_window', '`24h`') !== '24h') {
    throw invalidRequest(
      'completion_window',
      '`completion_window` must be `24h`, the only one there is.',
      'invalid_value',
    );
  }
  const { metadata, output_expires_after: expiry } = body;
  return { endpoint, inputFileId, metadata: readMetadata(metadata), keepMs: readKeepMs(expiry) };
}

/**
 * How long a file is to be kept, milliseconds.
 * @param param what the client calls the expiry.
 * @throws GatewayError `invalid-request` with `param`.
 */
export function keepMsOf(anchor: unknown, seconds: unknown, param: string): number {
  if (anchor !== 'created_at') {
    throw invalidRequest(`${param}[anchor]`, `The anchor of \`${param}\` must be \`created_at\`.`, 'invalid_value');
  }
  const { minKeepMs, maxKeepMs } = batchLimits;
  if (Number.isSafeInteger(seconds)) {
    const keepMs = Number(seconds) * 1000;
    if (keepMs >= minKeepMs && keepMs <= maxKeepMs) return keepMs;
  }
  throw invalidRequest(
    `${param}[seconds]`,
    `The seconds of \`${param}\` must be a whole number from ${minKeepMs / 1000} to ${maxKeepMs / 1000}.`,
    'invalid_value',
  );
}

function requiredText(body: JsonObject, name: string, what: string): string {
  const value = body[name];
  if (value === undefined || value === null) {
    throw invalidRequest(name, `\`${name}\` is missing: send ${what}.`, 'missing_required_parameter');
  }
  if (typeof value !== 'string') throw invalidRequest(name, `\`${name}\` must be a string: ${what}.`, 'invalid_type');
  return value;
}

function unknownEndpoint(endpoint: string): GatewayError {
  const own = batchEndpoints.join(', ');
  const message = endpoint.startsWith('/v1/messages')
    ? `Batches of this kind cannot ask for \`/v1/messages\`, which is not in OpenAI's API; they ask for ${own}. Claude answers there as well.`
    : `Batches cannot ask for \`${endpoint.slice(0, 80)}\`; they ask for ${own}.`;
  return invalidRequest('endpoint', message, 'invalid_value');
}

function readKeepMs(expiry: unknown): number {
  const param = 'output_expires_after';
  if (expiry === undefined || expiry === null) return batchLimits.keepMs;
  if (!isJsonObject(expiry)) throw invalidRequest(param, `\`${param}\` must be an object.`, 'invalid_type');
  return keepMsOf(expiry.anchor, expiry.seconds, param);
}

function readMetadata(metadata: unknown): NewBatch['metadata'] {
  if (metadata === undefined || metadata === null) return null;
  const pairs = isJsonObject(metadata) ? Object.entries(metadata) : null;
  if (pairs === null) throw invalidRequest('metadata', '`metadata` must be an object.', 'invalid_type');
  const kept: Record<string, string> = Object.create(null);
  for (const [key, value] of pairs) {
    if (typeof value === 'string' && key.length <= maxKeyLength && value.length <= maxValueLength) kept[key] = value;
    else throw invalidRequest('metadata', metadataRule, 'invalid_value');
  }
  if (pairs.length > maxPairs) throw invalidRequest('metadata', metadataRule, 'invalid_value');
  return kept;
}

const metadataRule = `\`metadata\` has at most ${maxPairs} pairs, keys of ${maxKeyLength} characters and values that are strings of ${maxValueLength} characters.`;
