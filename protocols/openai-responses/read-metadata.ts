import { invalidRequest } from '../../core/errors/gateway-error.ts';
import { readOptional, readRecord, readString } from '../openai-chat/read-field.ts';

const maxPairs = 16;
const maxKeyLength = 64;
const maxValueLength = 512;

/** What a client notes about a conversation; nothing = `{}`. @throws GatewayError `invalid-request` with `param`. */
export function readMetadata(value: unknown): Readonly<Record<string, string>> {
  const metadata = readOptional(value, 'metadata', readRecord(readString)) ?? {};
  const pairs = Object.entries(metadata);
  if (pairs.length > maxPairs) throw tooMuch('metadata', `has at most ${maxPairs} pairs`);
  for (const [key, text] of pairs) {
    const param = `metadata.${key.slice(0, maxKeyLength)}`;
    if (key.length > maxKeyLength) throw tooMuch(param, `has a key of more than ${maxKeyLength} characters`);
    if (text.length > maxValueLength) throw tooMuch(param, `has more than ${maxValueLength} characters`);
  }
  return metadata;
}

function tooMuch(param: string, what: string): ReturnType<typeof invalidRequest> {
  return invalidRequest(param, `\`${param}\` ${what}.`, 'invalid_value');
}
