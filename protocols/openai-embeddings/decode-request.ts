import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { EmbeddingInput, EmbeddingRequest } from '../../core/ports/embedding-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readCount, readName, readOneOf, readOptional, readString, wrongType } from '../openai-chat/read-field.ts';

/** OpenAI's own limit on the inputs of one request. */
export const maxInputs = 2048;

const knownFields: ReadonlySet<string> = new Set([
  'model',
  'input',
  'encoding_format',
  'dimensions',
  'user',
  // No field of OpenAI's own: what compatible servers whose models ask for it call it.
  'input_type',
]);

/** @throws GatewayError `invalid-request` that names the parameter. */
export function decodeRequest(body: JsonObject): EmbeddingRequest {
  return {
    inputs: readInputs(body.input),
    encoding: readOptional(body.encoding_format, 'encoding_format', readOneOf(['float', 'base64'])) ?? 'float',
    dimensions: readOptional(body.dimensions, 'dimensions', readCount) ?? null,
    inputType: readOptional(body.input_type, 'input_type', readName) ?? null,
    user: readOptional(body.user, 'user', readString) ?? null,
    unreadFields: Object.keys(body).filter((name) => !knownFields.has(name) && (body[name] ?? null) !== null),
  };
}

function readInputs(input: unknown): readonly EmbeddingInput[] {
  if (typeof input === 'string') return [readText(input, 'input')];
  if (!Array.isArray(input)) throw wrongType('input', 'a string, an array of strings, or tokens', input);
  if (input.length === 0) throw invalidRequest('input', '`input` must not be empty.', 'invalid_value');
  if (typeof input[0] === 'number') return [readTokens(input, 'input')];
  if (input.length > maxInputs) {
    throw invalidRequest(
      'input',
      `\`input\` may have at most ${maxInputs} entries, not ${input.length}. Send them in several requests.`,
      'array_above_max_length',
    );
  }
  return input.map((entry: unknown, index) => {
    const param = `input[${index}]`;
    if (typeof entry === 'string') return readText(entry, param);
    if (Array.isArray(entry)) return readTokens(entry, param);
    throw wrongType(param, 'a string or an array of tokens', entry);
  });
}

function readText(text: string, param: string): string {
  if (text !== '') return text;
  throw invalidRequest(param, `\`${param}\` must not be an empty string.`, 'invalid_value');
}

function readTokens(tokens: readonly unknown[], param: string): readonly number[] {
  if (tokens.length === 0) throw invalidRequest(param, `\`${param}\` must not be empty.`, 'invalid_value');
  const wrong = tokens.findIndex((token) => !isToken(token));
  if (wrong >= 0) throw wrongType(`${param}[${wrong}]`, 'a token: an integer from 0', tokens[wrong]);
  return tokens.filter(isToken);
}

function isToken(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
