import type { JsonObject } from '../../core/ports/wire-codec.ts';

/**
 * What a request holds that the neutral model has no word for, by its path in the client's words (`prediction`,
 * `messages[0].weight`). Targets of other protocols refuse these by name.
 */
export class UnreadFields {
  readonly #fields = new Map<string, unknown>();

  add(path: string, value: unknown): void {
    this.#fields.set(path, value);
  }

  /**
   * Adds every field of the object that is not among those read; `null` says nothing and is left out.
   * @param path where the object stands; `''` for the body itself.
   */
  addOthers(object: JsonObject, read: ReadonlySet<string>, path: string): void {
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value === null || value === undefined || read.has(key)) continue;
      this.#fields.set(path === '' ? key : `${path}.${key}`, value);
    }
  }

  toRecord(): Readonly<Record<string, unknown>> | undefined {
    return this.#fields.size === 0 ? undefined : Object.fromEntries(this.#fields);
  }
}
