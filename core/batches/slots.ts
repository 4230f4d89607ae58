/** So many at once; those who wait are served in the order in which they came. */
export class Slots {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a slot, to be given back. @returns false when `signal` aborts first: none was taken. */
  take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const end = (isTaken: boolean): void => {
        this.#waiting.delete(enter);
        signal.removeEventListener('abort', onAbort);
        resolve(isTaken);
      };
      const enter = (): void => end(true);
      const onAbort = (): void => end(false);
      this.#waiting.add(enter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  give(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#free += 1;
  }
}
