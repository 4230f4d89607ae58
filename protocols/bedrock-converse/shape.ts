import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** Readers for what a provider sent: they expect nothing, and answer `null` for what is not there. */

export function asObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Bytes as the SDK gives them, or as base64 as they travel. */
export function asBase64(value: unknown): string | null {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return asText(value);
}
