import { z } from 'zod';
import type { ConfigPath } from '../config-path.ts';

/** The schema of the value at a path, or `null` when the path leads out of the schema. */
export function schemaAt(root: z.core.$ZodType, path: ConfigPath): z.core.$ZodType | null {
  let schema: z.core.$ZodType | undefined = unwrap(root);
  for (const step of path) {
    schema = mappingOf(schema);
    if (schema instanceof z.ZodObject) schema = Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType;
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else return null;
    if (schema === undefined) return null;
    schema = unwrap(schema);
  }
  return schema;
}

/** The keys a mapping at a path may have; empty where any may stand. */
export function keysAt(root: z.core.$ZodType, path: ConfigPath): readonly string[] {
  const found = schemaAt(root, path);
  const schema = found === null ? null : mappingOf(found);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** What a field says about itself; empty for what is no field. */
export function descriptionAt(root: z.core.$ZodType, path: ConfigPath): string | undefined {
  const schema = schemaAt(root, path);
  return schema === null ? undefined : z.globalRegistry.get(schema)?.description;
}

/** Of a value that may be written in several ways or left empty, the way that has keys. */
function mappingOf(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodNullable) return mappingOf(schema.unwrap());
  if (!(schema instanceof z.ZodUnion)) return schema;
  return schema.options.find((option) => option instanceof z.ZodObject) ?? schema;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodExactOptional ? schema.unwrap() : schema;
}
