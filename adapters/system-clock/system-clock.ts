import type { Clock, Timer } from '../../core/ports/clock.ts';

/** The machine's own time. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    schedule(delayMs, callback): Timer {
      const timer = setTimeout(callback, delayMs);
      timer.unref();
      return { refresh: () => void timer.refresh(), cancel: () => clearTimeout(timer) };
    },
  };
}
