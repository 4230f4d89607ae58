import { setTimeout as pause } from 'node:timers/promises';

/** What goes on after an answer: a function is frozen once it has returned, so it waits for this first. */
export class UnfinishedWork {
  readonly #running = new Set<Promise<unknown>>();

  /** Gives back what it was given. */
  track<Work>(work: Work): Work {
    if (!(work instanceof Promise)) return work;
    const ended = (): void => void this.#running.delete(work);
    this.#running.add(work);
    work.then(ended, ended);
    return work;
  }

  /** Resolves when nothing is going on, or the time is over. Never rejects. */
  async settled(maxMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    const over = new AbortController();
    const timeout = pause(Math.max(0, maxMs), 'over', { signal: over.signal }).catch(() => 'over');
    while (this.#running.size > 0) {
      if ((await Promise.race([Promise.allSettled([...this.#running]), timeout])) === 'over') break;
    }
    over.abort();
  }
}
