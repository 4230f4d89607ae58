import type { BreakerStore } from '../../core/ports/breaker-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { afterCall } from '../../core/resilience/breaker/after-call.ts';
import type { BreakerSettings } from '../../core/resilience/breaker/breaker-settings.ts';
import { type BreakerState, createBreakerState, type ProbeClaim } from '../../core/resilience/breaker/breaker-state.ts';
import { type BreakerView, breakerView } from '../../core/resilience/breaker/breaker-view.ts';
import type { CallReport } from '../../core/resilience/breaker/call-report.ts';
import { claimProbe } from '../../core/resilience/breaker/claim-probe.ts';
import { maxTargets } from './max-targets.ts';
import { RecentlyUsedMap } from './recently-used-map.ts';

/** Breakers of this process. Only targets in trouble are kept; when there are too many, the one untouched longest is forgotten. */
export class InMemoryBreakerStore implements BreakerStore {
  readonly #states: RecentlyUsedMap<BreakerState>;
  readonly #clock: Clock;
  readonly #settingsOf: (target: string) => BreakerSettings;

  constructor(clock: Clock, settingsOf: (target: string) => BreakerSettings, maxEntries = maxTargets) {
    this.#clock = clock;
    this.#settingsOf = settingsOf;
    this.#states = new RecentlyUsedMap(maxEntries);
  }

  view(targets: readonly string[]): readonly BreakerView[] {
    const now = this.#clock.now();
    return targets.map((target) => breakerView(this.#stateOf(target), this.#settingsOf(target), now));
  }

  report(target: string, report: CallReport): void {
    const before = this.#stateOf(target);
    const after = afterCall(before, report, this.#settingsOf(target), this.#clock.now());
    if (after === createBreakerState()) this.#states.delete(target);
    else if (after !== before) this.#states.set(target, after);
  }

  claimProbe(target: string): ProbeClaim | null {
    const claimed = claimProbe(this.#stateOf(target), this.#clock.now());
    if (claimed) this.#states.set(target, claimed);
    return claimed?.probe ?? null;
  }

  #stateOf(target: string): BreakerState {
    return this.#states.get(target) ?? createBreakerState();
  }
}
