import type { AttemptRecord } from '../../core/ports/event-log.ts';
import type { TargetStatus } from '../../core/ports/target-stats.ts';
import { countsForBreaker } from '../../core/resilience/breaker/counts-for-breaker.ts';

/** No reason to stop calling, for the next request may be allowed; but nothing an operator should take for health. */
const refusals: ReadonlySet<AttemptRecord['outcome']> = new Set([
  ...(['upstream-permission', 'upstream-not-found', 'not-installed'] as const),
]);

/** What became of one target's calls since the start. */
export class TargetTally {
  #calls = 0;
  #failures = 0;
  #finished = 0;
  #finishedMs = 0;
  #state: TargetStatus['state'] = 'ok';
  #lastCallAt = 0;
  #lastError: string | null = null;

  add({ outcome, durationMs, message }: AttemptRecord, time: number): void {
    this.#calls += 1;
    this.#lastCallAt = time;
    if (outcome === 'finished') {
      this.#state = 'ok';
      this.#finished += 1;
      this.#finishedMs += durationMs;
    } else if (refusals.has(outcome) || countsForBreaker[outcome] !== 'neutral') {
      this.#state = 'failing';
      this.#failures += 1;
      this.#lastError = message;
    }
  }

  status(target: string): TargetStatus {
    return {
      target,
      calls: this.#calls,
      failures: this.#failures,
      state: this.#state,
      lastCallAt: this.#lastCallAt,
      lastError: this.#lastError,
      meanDurationMs: this.#finished > 0 ? Math.round(this.#finishedMs / this.#finished) : null,
    };
  }
}
