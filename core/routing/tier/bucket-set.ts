/** A set of whole numbers below a power of two, one bit each: several times cheaper than a `Set` for thousands of small ones. */
export class BucketSet {
  readonly #bits: Uint32Array;
  #size = 0;

  /** @param buckets how many numbers there are. */
  constructor(buckets: number) {
    this.#bits = new Uint32Array(buckets >>> 5);
  }

  get size(): number {
    return this.#size;
  }

  /** @returns whether it is new. */
  add(bucket: number): boolean {
    const word = this.#bits[bucket >>> 5] ?? 0;
    const bit = 1 << (bucket & 31);
    if ((word & bit) !== 0) return false;
    this.#bits[bucket >>> 5] = word | bit;
    this.#size += 1;
    return true;
  }
}
