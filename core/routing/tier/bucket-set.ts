/** A set of whole numbers below `buckets`: emptied at no cost, and several times cheaper than a `Set` for thousands of small ones. */
export class BucketSet {
  /** In which round each number was added last. */
  readonly #rounds: Uint32Array;
  #round = 1;
  #size = 0;

  /** @param buckets how many numbers there are. */
  constructor(buckets: number) {
    this.#rounds = new Uint32Array(buckets);
  }

  get size(): number {
    return this.#size;
  }

  /** @returns whether it is new. */
  add(bucket: number): boolean {
    if (this.#rounds[bucket] === this.#round) return false;
    this.#rounds[bucket] = this.#round;
    this.#size += 1;
    return true;
  }

  clear(): void {
    this.#size = 0;
    this.#round += 1;
    if (this.#round <= 0xffff_ffff) return;
    this.#rounds.fill(0);
    this.#round = 1;
  }
}
