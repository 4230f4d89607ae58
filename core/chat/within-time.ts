import type { Clock } from '../ports/clock.ts';

/** Waits for work that never rejects, but only so long. @returns whether it was done by then; it goes on if not. */
export async function withinTime(clock: Clock, maxMs: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = clock.schedule(maxMs, () => resolve(false));
    void work.then(() => {
      timer.cancel();
      resolve(true);
    });
  });
}
