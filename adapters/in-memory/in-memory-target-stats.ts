import type { Clock } from '../../core/ports/clock.ts';
import type { AttemptRecord, EventLog, RequestEvent } from '../../core/ports/event-log.ts';
import type { SettledTokens, TargetLoad, TargetStats, TargetStatus } from '../../core/ports/target-stats.ts';
import { maxTargets } from './max-targets.ts';
import { RecentlyUsedMap } from './recently-used-map.ts';
import { RunningLoad } from './running-load.ts';
import { TargetTally } from './target-tally.ts';

/** Where the target was not asked, or not waited for: no call of its own. What the others say of it, the tally knows. */
const notCalled: ReadonlySet<AttemptRecord['outcome']> = new Set(['client-gone', 'unsupported-parameter', 'deadline']);

const idle: TargetLoad = {
  inFlight: 0,
  requestsLastMinute: 0,
  tokensLastMinute: 0,
  firstTokenMs: null,
  tokenFactor: 1,
  meanOutputTokens: null,
};

/** Target statistics of this process: the status from requests' events, the load from the calls as they run. */
export class InMemoryTargetStats implements TargetStats, EventLog {
  readonly #tallies: RecentlyUsedMap<TargetTally>;
  readonly #loads: RecentlyUsedMap<RunningLoad>;
  readonly #clock: Pick<Clock, 'monotonic'>;

  constructor(clock: Pick<Clock, 'monotonic'> = { monotonic: () => performance.now() }, maxEntries = maxTargets) {
    this.#clock = clock;
    this.#tallies = new RecentlyUsedMap(maxEntries);
    this.#loads = new RecentlyUsedMap(maxEntries);
  }

  request(event: RequestEvent): void {
    for (const attempt of event.attempts) {
      if (!notCalled.has(attempt.outcome)) this.#tallyOf(attempt.target).add(attempt, event.time);
    }
  }

  notice(): void {}

  snapshot(): readonly TargetStatus[] {
    return Array.from(this.#tallies.entries(), ([target, tally]) => tally.status(target));
  }

  load(target: string): TargetLoad {
    return this.#loads.peek(target)?.at(this.#clock.monotonic()) ?? idle;
  }

  callBegins(target: string, expectedTokens: number): void {
    let load = this.#loads.get(target);
    if (!load) {
      load = new RunningLoad();
      this.#loads.set(target, load);
    }
    load.begin(expectedTokens, this.#clock.monotonic());
  }

  firstToken(target: string, afterMs: number): void {
    this.#loads.get(target)?.firstToken(afterMs, this.#clock.monotonic());
  }

  callEnds(target: string, expectedTokens: number, settled: SettledTokens | null): void {
    this.#loads.get(target)?.end(expectedTokens, settled, this.#clock.monotonic());
  }

  callDropped(target: string, expectedTokens: number): void {
    this.#loads.get(target)?.drop(expectedTokens, this.#clock.monotonic());
  }

  #tallyOf(target: string): TargetTally {
    const known = this.#tallies.get(target);
    if (known) return known;
    const tally = new TargetTally();
    this.#tallies.set(target, tally);
    return tally;
  }
}
