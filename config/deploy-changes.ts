import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type ConfigPath, formatConfigPath } from './config-path.ts';
import { catoConfigSchema } from './schema/cato-config.ts';
import type { FieldFacts } from './schema/field.ts';
import { schemaAt } from './schema/schema-at.ts';

/**
 * The fields that differ between two valid documents and that shape what is deployed: only a deployment changes them.
 * @returns their paths, in the order of the documents.
 */
export function deployChanges(deployed: unknown, live: unknown): readonly string[] {
  return compare(deployed, live, [], 'deploy').map(formatConfigPath);
}

function compare(one: unknown, other: unknown, path: ConfigPath, inherited: FieldFacts['change']): ConfigPath[] {
  if (isDeepStrictEqual(one, other)) return [];
  const change = changeAt(path) ?? inherited;
  if (isMapping(one) && isMapping(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].flatMap((name) => compare(one[name], other[name], [...path, name], change));
  }
  return change === 'deploy' ? [path] : [];
}

/** A field of something that is named by the operator, a provider say, is looked up below that name. */
function changeAt(path: ConfigPath): FieldFacts['change'] | undefined {
  const schema = schemaAt(catoConfigSchema, path);
  const facts = schema === null ? undefined : (z.globalRegistry.get(schema) as Partial<FieldFacts> | undefined);
  return facts?.change;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
