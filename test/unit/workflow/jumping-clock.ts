import { setImmediate } from 'node:timers/promises';
import type { Clock, Timer } from '../../../core/ports/clock.ts';

interface Scheduled {
  at: number;
  readonly callback: () => void;
}

/** A clock that jumps to its next timer whenever nothing else is left to do. */
export class JumpingClock implements Clock {
  readonly #timers = new Set<Scheduled>();
  readonly #epoch = Date.UTC(2026, 10, 21, 12);
  #elapsedMs = 0;

  get pending(): number {
    return this.#timers.size;
  }

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  now(): number {
    return this.#epoch + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  schedule(delayMs: number, callback: () => void): Timer {
    // Node's timers fire at once when they are given more.
    if (delayMs > 2 ** 31 - 1) throw new RangeError('no timer is that long');
    const entry: Scheduled = { at: this.#elapsedMs + delayMs, callback };
    this.#timers.add(entry);
    return {
      refresh: () => {
        entry.at = this.#elapsedMs + delayMs;
        this.#timers.add(entry);
      },
      cancel: () => void this.#timers.delete(entry),
    };
  }

  /** Lets time pass until this is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => {});
    for (let jumps = 0; jumps < 5000; jumps++) {
      await setImmediate();
      if (isSettled) return settled;
      const next = [...this.#timers].sort((one, other) => one.at - other.at)[0];
      if (!next) continue;
      this.#timers.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.at);
      next.callback();
    }
    throw new Error('it is still not settled');
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await setImmediate();
  }
}
