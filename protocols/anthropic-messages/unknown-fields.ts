import type { ObjectReader } from './object-reader.ts';

/** What a client sent that the neutral model has no word for, by its path, for targets to refuse by name. */
export class UnknownFields {
  readonly #fields = new Map<string, unknown>();

  add(path: string, value: unknown): void {
    this.#fields.set(path, value);
  }

  addRest(reader: ObjectReader): void {
    for (const [key, value] of Object.entries(reader.rest())) this.add(reader.pathOf(key), value);
  }

  toRecord(): Readonly<Record<string, unknown>> | undefined {
    return this.#fields.size === 0 ? undefined : Object.fromEntries(this.#fields);
  }
}
