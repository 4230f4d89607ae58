import type { Clock, Timer } from '../../core/ports/clock.ts';

interface Scheduled {
  at: number;
  readonly delayMs: number;
  readonly callback: () => void;
}

/** A clock that moves only when told to. */
export class FakeClock implements Clock {
  readonly #scheduled = new Set<Scheduled>();
  #elapsedMs = 0;
  readonly #epoch: number;

  constructor(epoch = Date.UTC(2026, 10, 21, 12)) {
    this.#epoch = epoch;
  }

  get pending(): number {
    return this.#scheduled.size;
  }

  now(): number {
    return this.#epoch + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  schedule(delayMs: number, callback: () => void): Timer {
    const entry: Scheduled = { at: this.#elapsedMs + delayMs, delayMs, callback };
    this.#scheduled.add(entry);
    let isCancelled = false;
    return {
      refresh: () => {
        if (isCancelled) return;
        entry.at = this.#elapsedMs + delayMs;
        this.#scheduled.add(entry);
      },
      cancel: () => {
        isCancelled = true;
        this.#scheduled.delete(entry);
      },
    };
  }

  /** Nothing that was scheduled will ever be called. */
  forget(): void {
    this.#scheduled.clear();
  }

  /** Moves time on, running what falls due on the way, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsedMs + ms;
    await settle();
    for (;;) {
      const next = [...this.#scheduled].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#scheduled.delete(next);
      this.#elapsedMs = Math.max(this.#elapsedMs, next.at);
      next.callback();
      await settle();
    }
    this.#elapsedMs = end;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
