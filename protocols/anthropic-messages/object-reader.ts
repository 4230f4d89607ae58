import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { type GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/**
 * Reads one object of a client's body, field by field, and knows which fields nobody asked for.
 * `null` counts as absent. Every reader throws `invalid-request` with the field's path (`messages.0.content`).
 */
export class ObjectReader {
  readonly path: string;
  readonly #object: JsonObject;
  readonly #read = new Set<string>();

  /** @param path where the object stands in the body; `''` for the body itself. */
  constructor(value: unknown, path: string) {
    if (!isJsonObject(value))
      throw invalidRequest(path, `${path === '' ? 'The body' : `\`${path}\``} must be an object.`);
    this.#object = value;
    this.path = path;
  }

  pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  /** @param fault goes on after the field's path: `must be a string`. */
  problem(key: string, fault: string): GatewayError {
    const path = this.pathOf(key);
    return invalidRequest(path, `\`${path}\` ${fault}.`);
  }

  /** The field as it is; `undefined` when absent or `null`. */
  take(key: string): unknown {
    this.#read.add(key);
    return this.#object[key] ?? undefined;
  }

  string(key: string): string {
    return this.optionalString(key) ?? this.#missing(key);
  }

  optionalString(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.problem(key, 'must be a string');
  }

  optionalBoolean(key: string): boolean | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.problem(key, 'must be true or false');
  }

  optionalNumber(key: string, lowest: number, highest: number): number | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= lowest && value <= highest) return value;
    throw this.problem(key, `must be a number from ${lowest} to ${highest}`);
  }

  optionalCount(key: string): number | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.problem(key, 'must be a whole number, 0 or more');
  }

  count(key: string): number {
    return this.optionalCount(key) ?? this.#missing(key);
  }

  optionalObject(key: string): ObjectReader | undefined {
    const value = this.take(key);
    return value === undefined ? undefined : new ObjectReader(value, this.pathOf(key));
  }

  object(key: string): ObjectReader {
    return this.optionalObject(key) ?? this.#missing(key);
  }

  optionalList(key: string): readonly unknown[] | undefined {
    const value = this.take(key);
    if (value === undefined || Array.isArray(value)) return value;
    throw this.problem(key, 'must be a list');
  }

  list(key: string): readonly unknown[] {
    return this.optionalList(key) ?? this.#missing(key);
  }

  /** The fields nobody has read and that say something. */
  rest(): JsonObject {
    const unread = Object.entries(this.#object).filter(([key, value]) => !this.#read.has(key) && value != null);
    return Object.fromEntries(unread);
  }

  /** The object itself, all of it. */
  whole(): JsonObject {
    return this.#object;
  }

  #missing(key: string): never {
    throw this.problem(key, 'is required');
  }
}
