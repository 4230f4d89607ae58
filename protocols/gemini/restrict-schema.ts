import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';

/** The keywords of JSON Schema that the provider documents as taken. */
const taken: ReadonlySet<string> = new Set([
  ...['$id', '$defs', '$ref', '$anchor', 'type', 'format', 'title', 'description', 'enum', 'items', 'prefixItems'],
  ...['minItems', 'maxItems', 'minimum', 'maximum', 'anyOf', 'oneOf', 'properties', 'additionalProperties', 'required'],
  'propertyOrdering',
]);
/** Those that only describe: leaving them out changes no answer, so it is not told. */
const silent: ReadonlySet<string> = new Set([
  ...['$schema', '$comment', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'strict'],
]);
const schemaMaps: ReadonlySet<string> = new Set(['properties', '$defs']);
const schemaLists: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'prefixItems']);

/** A JSON Schema as far as the provider takes it; the order of the keys stays, for it shapes the answer. What is left out is told. */
export function restrictSchema(schema: JsonObject, notes: RequestNotes): JsonObject {
  const restricted: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(respell(schema, notes))) {
    const isKept = taken.has(keyword) && (schema.$ref === undefined || keyword.startsWith('$'));
    if (isKept) restricted[keyword] = restrictValue(keyword, value, notes);
    else if (!silent.has(keyword)) notes.changed(`schema keyword ${keyword.slice(0, 40)} dropped`);
  }
  return restricted;
}

function restrictValue(keyword: string, value: unknown, notes: RequestNotes): unknown {
  if (keyword === '$ref' && typeof value === 'string') return value.replace(/^#\/definitions\//, '#/$defs/');
  if (schemaMaps.has(keyword) && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, restrictAny(inner, notes)]));
  }
  if (schemaLists.has(keyword) && Array.isArray(value)) return value.map((inner) => restrictAny(inner, notes));
  return keyword === 'items' || keyword === 'additionalProperties' ? restrictAny(value, notes) : value;
}

/** A schema within a schema; `true` and `false` are schemas too. */
function restrictAny(value: unknown, notes: RequestNotes): unknown {
  return isJsonObject(value) ? restrictSchema(value, notes) : value;
}

/** Older and shorter spellings of what the provider does take. */
function respell(schema: JsonObject, notes: RequestNotes): JsonObject {
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (keyword === 'definitions' && isJsonObject(value) && schema.$defs === undefined) return [['$defs', value]];
    if (keyword === 'const') return constant(value, schema);
    if (keyword === 'enum' && Array.isArray(value)) return enumeration(value, notes);
    if (keyword === 'allOf' && Array.isArray(value)) {
      const [only] = value;
      // Generators wrap a lone reference in it.
      if (value.length === 1 && isJsonObject(only)) {
        return Object.entries(respell(only, notes)).filter(([inner]) => !(inner in schema));
      }
    }
    return [[keyword, value]];
  });
  return Object.fromEntries(entries);
}

/** What is neither text nor number stays outside: the provider lists only those. */
function constant(value: unknown, schema: JsonObject): [string, unknown][] {
  if (typeof value === 'string' || typeof value === 'number') return [['enum', [value]]];
  if (value === null) return 'type' in schema ? [] : [['type', 'null']];
  return [['const', value]];
}

function enumeration(values: readonly unknown[], notes: RequestNotes): [string, unknown][] {
  const listed: unknown[] = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  if (listed.length === values.length) return [['enum', values]];
  // `null` beside a nullable type is said by the type.
  if (listed.length > 0 && values.every((value) => value === null || listed.includes(value))) return [['enum', listed]];
  notes.changed('schema keyword enum dropped');
  return [];
}
