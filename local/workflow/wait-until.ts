import { pause } from '../../core/chat/pause.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** Timers of Node hold no more than 24 days, and clocks are set: a long wait looks at the time again. */
const longestPauseMs = 3_600_000;

/** Waits until a time of day. Rejects with the signal's reason as soon as it aborts. @param at milliseconds since the epoch. */
export async function waitUntil(clock: Clock, at: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = at - clock.now(); leftMs > 0; leftMs = at - clock.now()) {
    await pause(clock, Math.min(leftMs, longestPauseMs), signal);
  }
}
