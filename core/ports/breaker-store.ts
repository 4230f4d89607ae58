import type { ProbeClaim } from '../resilience/breaker/breaker-state.ts';
import type { BreakerView } from '../resilience/breaker/breaker-view.ts';
import type { CallReport } from '../resilience/breaker/call-report.ts';

/**
 * The breakers of all targets, shared by whoever calls them. What a report leads to is decided by the pure functions
 * in `core/resilience/breaker`; a store keeps the states. Never throws or rejects: a store in trouble lets every call
 * pass, for a breaker saves time and is never needed for an answer. It may be asked at once or as a promise.
 */
export interface BreakerStore {
  /** The breakers of these targets, in their order. A target never heard of is closed. */
  view(targets: readonly string[]): readonly BreakerView[] | Promise<readonly BreakerView[]>;
  /**
   * How a call ended; once for each call that was made, as soon as it is known. Reports of the same target count
   * one after the other, also when they come at once from several processes.
   */
  report(target: string, report: CallReport): void | Promise<void>;
  /**
   * Asks to make the one call that a half-open breaker lets through. Of several who ask at once, one is given it.
   * @returns what to show in that call's report; `null` when no probe is due or another's is out.
   *   A probe that is not reported within a minute is given up.
   */
  claimProbe(target: string): ProbeClaim | null | Promise<ProbeClaim | null>;
}
