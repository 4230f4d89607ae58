import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { DefinitionError } from './definition-error.ts';

/** Reads one object of a definition, field by field; what nobody read is refused at the end. */
export class FieldReader {
  readonly path: string;
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #read = new Set(['Comment']);

  constructor(value: unknown, path: string) {
    if (!isJsonObject(value)) throw new DefinitionError(path, 'is not an object.');
    this.path = path;
    this.#fields = new Map(Object.entries(value));
  }

  at(field: string): string {
    return this.path === '' ? field : `${this.path}.${field}`;
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** Whatever is there; `undefined` when nothing is. */
  value(field: string): unknown {
    this.#read.add(field);
    return this.#fields.get(field);
  }

  text(field: string): string {
    const value = this.value(field);
    if (typeof value !== 'string' || value === '') throw new DefinitionError(this.at(field), 'is to be a text.');
    return value;
  }

  optionalText(field: string): string | null {
    return this.has(field) ? this.text(field) : null;
  }

  list(field: string): readonly unknown[] {
    const value = this.value(field);
    if (!Array.isArray(value) || value.length === 0) {
      throw new DefinitionError(this.at(field), 'is to be a list with something in it.');
    }
    return value;
  }

  optionalList(field: string): readonly unknown[] {
    return this.has(field) ? this.list(field) : [];
  }

  /** A constant. @param bounds both are allowed; `isWhole` unless said otherwise. */
  number(field: string, usual: number, { least, most }: { least: number; most: number }, isWhole = true): number {
    if (!this.has(field)) return usual;
    const value = this.value(field);
    if (typeof value !== 'number' || value < least || value > most || (isWhole && !Number.isInteger(value))) {
      throw new DefinitionError(
        this.at(field),
        `is to be a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`,
      );
    }
    return value;
  }

  /** Nothing else may be there: what is not understood is not ignored. */
  end(): void {
    for (const field of this.#fields.keys()) {
      if (!this.#read.has(field)) throw new DefinitionError(this.at(field), 'is not supported here.');
    }
  }
}
