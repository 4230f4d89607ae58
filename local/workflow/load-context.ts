import type { FieldReader } from './field-reader.ts';
import type { Flow } from './machine.ts';

/** What the states of one flow are loaded with. */
export interface LoadContext {
  readonly resources: ReadonlySet<string>;
  /** Assigned in this flow or around it. */
  readonly variables: ReadonlySet<string>;
  /** Loads a flow within this one. */
  readonly loadFlow: (reader: FieldReader, context: LoadContext) => Flow;
}
