/** A map of bounded size: when it is full, the entry that was got or set longest ago is forgotten. */
export class RecentlyUsedMap<V> {
  readonly #entries = new Map<string, V>();
  readonly #maxEntries: number;
  #latest: string | null = null;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined && key !== this.#latest) this.#put(key, value);
    return value;
  }

  /** Without counting as a use. */
  peek(key: string): V | undefined {
    return this.#entries.get(key);
  }

  set(key: string, value: V): void {
    if (key === this.#latest) this.#entries.set(key, value);
    else this.#put(key, value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
    if (key === this.#latest) this.#latest = null;
  }

  /** The entry used longest ago first. */
  entries(): IterableIterator<[string, V]> {
    return this.#entries.entries();
  }

  #put(key: string, value: V): void {
    if (!this.#entries.delete(key) && this.#entries.size >= this.#maxEntries) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(key, value);
    this.#latest = key;
  }
}
