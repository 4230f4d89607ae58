import type { AttemptRecord, EventLog, RequestEvent } from '../../core/ports/event-log.ts';
import type { TargetStats, TargetStatus } from '../../core/ports/target-stats.ts';

const maxTargets = 1000;

/** Outcomes of the caller's own making, where the target was not asked or not waited for. */
const notCalled = new Set<AttemptRecord['outcome']>(['client-gone', 'unsupported-parameter', 'deadline']);
/** The target answered that this request is at fault: no failure of its own. */
const refused = new Set<AttemptRecord['outcome']>([
  'invalid-request',
  'context-too-long',
  'content-policy',
  'body-too-large',
]);

interface Tally {
  calls: number;
  failures: number;
  finished: number;
  finishedMs: number;
  state: 'ok' | 'failing';
  lastCallAt: number;
  lastError: string | null;
}

/** Target statistics of this process, read from requests' events. The target called longest ago is forgotten first. */
export class InMemoryTargetStats implements TargetStats, EventLog {
  readonly #tallies = new Map<string, Tally>();

  request(event: RequestEvent): void {
    for (const { target, outcome, durationMs, message } of event.attempts) {
      if (notCalled.has(outcome)) continue;
      const tally = this.#tallyOf(target);
      tally.calls += 1;
      tally.lastCallAt = event.time;
      if (refused.has(outcome)) continue;
      if (outcome === 'finished') {
        tally.state = 'ok';
        tally.finished += 1;
        tally.finishedMs += durationMs;
      } else {
        tally.state = 'failing';
        tally.failures += 1;
        tally.lastError = message;
      }
    }
  }

  notice(): void {}

  snapshot(): readonly TargetStatus[] {
    return [...this.#tallies].map(
      ([target, { calls, failures, finished, finishedMs, state, lastCallAt, lastError }]) => {
        const meanDurationMs = finished > 0 ? Math.round(finishedMs / finished) : null;
        return { target, calls, failures, state, lastCallAt, lastError, meanDurationMs };
      },
    );
  }

  #tallyOf(target: string): Tally {
    const known = this.#tallies.get(target);
    const tally = known ?? {
      calls: 0,
      failures: 0,
      finished: 0,
      finishedMs: 0,
      state: 'ok',
      lastCallAt: 0,
      lastError: null,
    };
    if (known && this.#tallies.size === 1) return known;
    this.#tallies.delete(target);
    const [oldest] = this.#tallies.keys();
    if (this.#tallies.size >= maxTargets && oldest !== undefined) this.#tallies.delete(oldest);
    this.#tallies.set(target, tally);
    return tally;
  }
}
