import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { type GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/**
 * Reads a value of one type; `param` is its path in the client's words, such as `messages[2].content`.
 * @throws GatewayError `invalid-request` that names the path and what is expected there.
 */
export type FieldReader<T> = (value: unknown, param: string) => T;

export const readString: FieldReader<string> = (value, param) => {
  if (typeof value !== 'string') throw wrongType(param, 'a string', value);
  return value;
};

/** A string that must say something: an id, a name, an address. */
export const readName: FieldReader<string> = (value, param) => {
  if (typeof value !== 'string' || value === '') throw wrongType(param, 'a non-empty string', value);
  return value;
};

export const readNumber: FieldReader<number> = (value, param) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(param, 'a number', value);
  return value;
};

export const readInteger: FieldReader<number> = (value, param) => {
  if (!Number.isSafeInteger(value)) throw wrongType(param, 'an integer', value);
  return Number(value);
};

export const readCount: FieldReader<number> = (value, param) => {
  const count = readInteger(value, param);
  if (count < 1) throw invalidRequest(param, `\`${param}\` must be at least 1, not ${count}.`, 'invalid_value');
  return count;
};

export const readBoolean: FieldReader<boolean> = (value, param) => {
  if (typeof value !== 'boolean') throw wrongType(param, 'true or false', value);
  return value;
};

export const readObject: FieldReader<JsonObject> = (value, param) => {
  if (!isJsonObject(value)) throw wrongType(param, 'an object', value);
  return value;
};

export const readArray: FieldReader<readonly unknown[]> = (value, param) => {
  if (!Array.isArray(value)) throw wrongType(param, 'an array', value);
  return value;
};

/** An object whose values all have one type; given back as it is. */
export function readRecord<T>(readValue: FieldReader<T>): FieldReader<Readonly<Record<string, T>>> {
  return (value, param) => {
    const entries = Object.entries(readObject(value, param));
    return Object.fromEntries(entries.map(([key, entry]) => [key, readValue(entry, `${param}.${key}`)]));
  };
}

export function readOneOf<const T extends string>(choices: readonly T[]): FieldReader<T> {
  return (value, param) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw notOneOf(param, choices, value);
    return choice;
  };
}

/** Absent and `null` alike give `undefined`. */
export function readOptional<T>(value: unknown, param: string, read: FieldReader<T>): T | undefined {
  return value === undefined || value === null ? undefined : read(value, param);
}

export function notOneOf(param: string, choices: readonly string[], value: unknown): GatewayError {
  const got = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : describe(value);
  return invalidRequest(param, `\`${param}\` must be one of ${choices.join(', ')}; got ${got}.`, 'invalid_value');
}

export function wrongType(param: string, expected: string, value: unknown): GatewayError {
  if (value === undefined) {
    return invalidRequest(param, `\`${param}\` is required: ${expected}.`, 'missing_required_parameter');
  }
  return invalidRequest(param, `\`${param}\` must be ${expected}, not ${describe(value)}.`, 'invalid_type');
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value === '') return 'an empty string';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return `a ${typeof value}`;
}
