import {
  afterFirstCall,
  createRetryBudget,
  defaultRetryBudget,
  mayRetry,
  type RetryBudget,
  type RetryBudgetSettings,
  type RetryBudgetState,
  withRetryTaken,
} from '../../core/resilience/retry-budget.ts';
import { maxTargets } from './max-targets.ts';
import { RecentlyUsedMap } from './recently-used-map.ts';

/** Retry budgets of this process. The target untouched longest is forgotten first, and begins anew with the minimum. */
export class InMemoryRetryBudget implements RetryBudget {
  readonly #states: RecentlyUsedMap<RetryBudgetState>;
  readonly #settings: RetryBudgetSettings;

  constructor(settings: RetryBudgetSettings = defaultRetryBudget, maxEntries = maxTargets) {
    this.#settings = settings;
    this.#states = new RecentlyUsedMap(maxEntries);
  }

  mayRetry(target: string, now: number): boolean {
    return mayRetry(this.#stateOf(target, now), this.#settings, now);
  }

  deposit(target: string, now: number): void {
    this.#states.set(target, afterFirstCall(this.#stateOf(target, now), this.#settings, now));
  }

  withdraw(target: string, now: number): boolean {
    const after = withRetryTaken(this.#stateOf(target, now), this.#settings, now);
    if (after) this.#states.set(target, after);
    return after !== null;
  }

  #stateOf(target: string, now: number): RetryBudgetState {
    return this.#states.get(target) ?? createRetryBudget(this.#settings, now);
  }
}
