import { type ConfigPath, valueAt } from '../config-path.ts';
import { entriesOf, isMapping } from './draft.ts';

/** A place where a route names a target. */
export interface TargetMention {
  readonly name: string;
  readonly path: ConfigPath;
  /** The list it stands in. */
  readonly list: ConfigPath;
}

/** Every place in the routes of a document, which may still be wrong, that names a target. */
export function targetMentions(document: unknown): TargetMention[] {
  return entriesOf(document, 'routes').flatMap(([route, definition]) =>
    listsOf(definition).flatMap((inRoute) => {
      const list = ['routes', route, ...inRoute];
      const entries: unknown = valueAt(document, list);
      return Array.isArray(entries) ? entries.flatMap((entry, index) => mentionOf(entry, [...list, index], list)) : [];
    }),
  );
}

function listsOf(route: object): ConfigPath[] {
  const rules: unknown = valueAt(route, ['rules']);
  const keysOf = (section: string) => {
    const holder = valueAt(route, [section]);
    return isMapping(holder) ? Object.keys(holder).map((key) => [section, key]) : [];
  };
  return [
    ['targets'],
    ...keysOf('tiers'),
    ...(Array.isArray(rules) ? rules.map((_rule, index) => ['rules', index, 'targets']) : []),
    ...keysOf('fallbacks'),
  ];
}

function mentionOf(entry: unknown, path: ConfigPath, list: ConfigPath): TargetMention[] {
  const isNamed = isMapping(entry);
  const name: unknown = isNamed ? valueAt(entry, ['target']) : entry;
  return typeof name === 'string' && name !== '' ? [{ name, path: isNamed ? [...path, 'target'] : path, list }] : [];
}
