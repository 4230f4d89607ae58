interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

export interface RecordBounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** Records in the order in which they were first put; when there is no room, the oldest go. */
export class BoundedRecords<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #bounds: RecordBounds;
  #bytes = 0;

  constructor(bounds: RecordBounds) {
    this.#bounds = bounds;
  }

  get(scope: string, id: string): V | null {
    return this.#entries.get(keyOf(scope, id))?.value ?? null;
  }

  /** The newest is kept, however large. A record that is put again keeps its age. */
  put(scope: string, id: string, value: V, bytes: number): void {
    const key = keyOf(scope, id);
    this.#bytes += bytes - (this.#entries.get(key)?.bytes ?? 0);
    this.#entries.set(key, { value, bytes });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#bounds.maxRecords && this.#bytes <= this.#bounds.maxBytes) return;
      if (oldest !== key) this.#delete(oldest);
    }
  }

  delete(scope: string, id: string): boolean {
    return this.#delete(keyOf(scope, id));
  }

  /** Whether a record of this scope is so; looks at all of them. */
  some(scope: string, isSo: (value: V) => boolean): boolean {
    for (const value of this.#ofScope(scope)) if (isSo(value)) return true;
    return false;
  }

  /** The latest record of this scope that is so; looks at all of them. */
  findLast(scope: string, isSo: (value: V) => boolean): V | null {
    let last: V | null = null;
    for (const value of this.#ofScope(scope)) if (isSo(value)) last = value;
    return last;
  }

  /** Deletes the records that are so, `limit` of them at most. @returns how many. */
  sweep(limit: number, isSo: (value: V) => boolean): number {
    let swept = 0;
    for (const [key, { value }] of this.#entries) {
      if (swept === limit) break;
      if (isSo(value) && this.#delete(key)) swept++;
    }
    return swept;
  }

  *#ofScope(scope: string): Iterable<V> {
    const prefix = keyOf(scope, '');
    for (const [key, { value }] of this.#entries) if (key.startsWith(prefix)) yield value;
  }

  #delete(key: string): boolean {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    return this.#entries.delete(key);
  }
}

/** No scope and id give the key of another scope and id. */
function keyOf(scope: string, id: string): string {
  return `${scope.length} ${scope} ${id}`;
}
