import type { AttemptRecord } from '../../core/ports/event-log.ts';
import type { TargetStatus } from '../../core/ports/target-stats.ts';

/** The target answered that this request is at fault: no failure of its own. */
const refused: ReadonlySet<AttemptRecord['outcome']> = new Set([
  'invalid-request',
  'context-too-long',
  'content-policy',
  'body-too-large',
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
    if (refused.has(outcome)) return;
    if (outcome === 'finished') {
      this.#state = 'ok';
      this.#finished += 1;
      this.#finishedMs += durationMs;
    } else {
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
