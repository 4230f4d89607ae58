import { isJsonObject } from './is-json-object.ts';

/** Nobody's request needs more, and what reads and writes a body deeper than the stack would fail on it. */
export const mostLevels = 1_000;

/**
 * Whether arrays and objects stand in each other deeper than `limit` levels in a value that JSON can say; goes no
 * deeper itself. The value is walked rather than its text: what a long text says in strings costs nothing.
 */
export function nestsDeeper(value: unknown, limit: number): boolean {
  if (Array.isArray(value)) {
    if (limit === 0) return true;
    for (const item of value) if (typeof item === 'object' && nestsDeeper(item, limit - 1)) return true;
    return false;
  }
  if (!isJsonObject(value)) return false;
  if (limit === 0) return true;
  for (const name in value) {
    const field = value[name];
    if (typeof field === 'object' && nestsDeeper(field, limit - 1)) return true;
  }
  return false;
}
