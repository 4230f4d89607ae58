import type { JsonObject } from '../../core/ports/wire-codec.ts';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
