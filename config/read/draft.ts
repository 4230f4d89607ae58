import { valueAt } from '../config-path.ts';

/** Named mappings of a document that may still be wrong in places; what is no mapping is left out. */
export function entriesOf(document: unknown, section: string): [name: string, entry: object][] {
  const holder = valueAt(document, [section]);
  if (!isMapping(holder)) return [];
  return Object.entries(holder).filter((entry): entry is [string, object] => isMapping(entry[1]));
}

/** The names in a section, of broken entries too; `null` when the section is left out or no mapping. */
export function namesOf(document: unknown, section: string): string[] | null {
  const holder = valueAt(document, [section]);
  return isMapping(holder) ? Object.keys(holder) : null;
}

export function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
