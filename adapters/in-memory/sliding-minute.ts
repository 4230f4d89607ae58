const sliceMs = 5000;
/** A minute, and the slice that is being filled. */
const sliceCount = 60_000 / sliceMs + 1;

/** A sum over the last minute, up to one slice more. Times are monotonic milliseconds. */
export class SlidingMinute {
  readonly #slices = new Float64Array(sliceCount);
  #current = 0;
  #sum = 0;

  add(amount: number, now: number): void {
    this.#advance(now);
    const index = this.#current % sliceCount;
    this.#slices[index] = (this.#slices[index] ?? 0) + amount;
    this.#sum += amount;
  }

  sum(now: number): number {
    this.#advance(now);
    return this.#sum;
  }

  #advance(now: number): void {
    const current = Math.floor(now / sliceMs);
    if (current <= this.#current) return;
    if (current - this.#current >= sliceCount) {
      this.#slices.fill(0);
      this.#sum = 0;
    } else {
      for (let slice = this.#current + 1; slice <= current; slice++) {
        const index = slice % sliceCount;
        this.#sum -= this.#slices[index] ?? 0;
        this.#slices[index] = 0;
      }
    }
    this.#current = current;
  }
}
