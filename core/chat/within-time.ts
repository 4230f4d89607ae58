import type { Clock } from '../ports/clock.ts';

/** How long an error waits for what is to be free again when its client reads it. */
export const releaseMs = 250;

/**
 * Waits for work that never rejects, but only so long.
 * @param over resolves when nobody can wait any longer. @returns whether it was done by then; it goes on if not.
 */
export async function withinTime(
  clock: Clock,
  maxMs: number,
  work: Promise<unknown>,
  over?: Promise<unknown>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isDone: boolean): void => {
      timer.cancel();
      resolve(isDone);
    };
    const timer = clock.schedule(maxMs, () => end(false));
    void work.then(() => end(true));
    void over?.then(() => end(false));
  });
}
