/** A few things that one at a time may use, handed out in the order of asking. */
export class Seats<Seat> {
  readonly #free: Seat[];
  readonly #waiting: ((seat: Seat) => void)[] = [];

  constructor(seats: readonly Seat[]) {
    this.#free = [...seats];
  }

  /** @throws the signal's reason when it aborts while nothing is free. */
  async take(signal: AbortSignal): Promise<Seat> {
    signal.throwIfAborted();
    const free = this.#free.pop();
    if (free !== undefined) return free;
    return new Promise((resolve, reject) => {
      const give = (seat: Seat): void => {
        signal.removeEventListener('abort', leave);
        resolve(seat);
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(give), 1);
        reject(signal.reason);
      };
      this.#waiting.push(give);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  giveBack(seat: Seat): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(seat);
    else next(seat);
  }
}
