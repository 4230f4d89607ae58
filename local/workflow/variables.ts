import { Buffer } from 'node:buffer';
import type { JsonValue } from './json-value.ts';
import { toPayload } from './payload.ts';
import { WorkflowFailure } from './workflow-failure.ts';
import { workflowLimits } from './workflow-limits.ts';

/** The variables of one flow. Those of the flows around it can be read, and not be changed. */
export class Variables {
  readonly #outer: Variables | null;
  readonly #own = new Map<string, JsonValue>();

  constructor(outer: Variables | null = null) {
    this.#outer = outer;
  }

  /** As an expression sees them. */
  all(): Readonly<Record<string, JsonValue>> {
    return { ...this.#outer?.all(), ...Object.fromEntries(this.#own) };
  }

  /** Sets all of them, or none. @throws WorkflowFailure `States.DataLimitExceeded`. */
  assign(values: ReadonlyMap<string, JsonValue>): void {
    if (values.size === 0) return;
    toPayload(Object.fromEntries(values), 'Assign');
    const next = new Map([...this.#own, ...values]);
    const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(next)));
    if (bytes > workflowLimits.maxVariableBytes) {
      throw new WorkflowFailure('States.DataLimitExceeded', `All variables together have ${bytes} bytes.`);
    }
    for (const [name, value] of values) this.#own.set(name, value);
  }
}
