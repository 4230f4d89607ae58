import type { Clock } from '../ports/clock.ts';

/** Monotonic time means something in one process only: between two it travels as milliseconds since the epoch. */
export interface TimeFrame {
  toEpoch(monotonicMs: number): number;
  toMonotonic(epochMs: number): number;
}

export function timeFrame(clock: Clock): TimeFrame {
  const offsetMs = clock.now() - clock.monotonic();
  return { toEpoch: (monotonicMs) => monotonicMs + offsetMs, toMonotonic: (epochMs) => epochMs - offsetMs };
}
