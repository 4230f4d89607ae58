import { isJsonObject } from '../../core/conversation/is-json-object.ts';

/** Readers for a survey. They never throw: what is malformed counts as absent, and is somebody else's to refuse. */

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

export function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}

const noTexts: Readonly<Record<string, string>> = {};

export function textsOf(metadata: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(metadata)) return noTexts;
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
