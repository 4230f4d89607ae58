import { z } from 'zod';

/** What every field of the configuration says about itself. */
export interface FieldFacts {
  /** One or two sentences for editors and the documentation. */
  readonly description: string;
  /** `deploy`: shapes what is deployed, so a change needs a deployment. `live`: may change while running. */
  readonly change: 'deploy' | 'live';
  /** What holds when the field is left out; told to editors, filled in by `effective-config.ts`. */
  readonly default?: unknown;
  /** JSON Schema of the keys of a mapping, for editors; `check-names.ts` enforces it. */
  readonly propertyNames?: { readonly pattern: string };
}

/** A field that must be there. */
export function required<Schema extends z.ZodType>(schema: Schema, facts: FieldFacts): Schema {
  return schema.meta({ ...facts });
}

/** A field that may be left out. Defaults are not filled in: a field left out stays distinguishable. */
export function optional<Schema extends z.ZodType>(schema: Schema, facts: FieldFacts): z.ZodExactOptional<Schema> {
  return z.exactOptional(schema.meta({ ...facts }));
}
