import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import { sqliteCode, sqliteErrorCode } from './sqlite-error-code.ts';

/** How long a call stands still for another process each time it tries, and the whole gateway with it; milliseconds. */
export const usualBusyTimeoutMs = 20;
/** The waits between the tries: other requests go on meanwhile. With the time of the tries some 200 ms. */
const waitsMs: readonly number[] = [5, 15, 30, 50];

/**
 * Asks at once, and a few times more while another process writes.
 * @throws what `question` throws: that the file is busy only after the last try.
 */
export async function askDatabase<T>(database: DatabaseSync, clock: Clock, question: (now: number) => T): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return question(clock.now());
    } catch (error) {
      if (sqliteErrorCode(error) !== sqliteCode.busy) throw error;
      await new Promise<void>((resolve) => clock.schedule(waitMs, resolve));
      if (!database.isOpen) throw error;
    }
  }
  return question(clock.now());
}
