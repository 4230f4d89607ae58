import type { GatewayError } from '../errors/gateway-error.ts';
import type { BreakerStore } from '../ports/breaker-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Target } from '../routing/target.ts';
import type { ProbeClaim } from './breaker/breaker-state.ts';
import type { BreakerView } from './breaker/breaker-view.ts';
import { toCallReport } from './breaker/to-call-report.ts';
import type { TargetCondition } from './outcome.ts';
import type { RetryBudget } from './retry-budget.ts';

/** A call of last resort keeps others out for so long at most: one that hangs tells nothing. */
const lastResortMs = 5_000;

/** Leave to call a target. Shown again when the call has ended. */
export interface Admittance {
  /** The claim of a half-open breaker's one call; `null` when it was closed. */
  readonly probe: ProbeClaim | null;
  /** The one call made in spite of an open breaker, all being open. */
  readonly lastResort: boolean;
  /** When the call of last resort was let through, monotonic milliseconds. */
  readonly since?: number;
}

/** Why a call may not be made. `last-resort`: its breaker is open, and the one call made all the same is under way. */
export type Refusal = 'breaker' | 'budget' | 'last-resort';

export interface Ended {
  /** `null` = the answer was finished. */
  readonly error: GatewayError | null;
  /** Until the first content, and its limit, milliseconds; `null` when none came or the answer was not streamed. */
  readonly firstToken: { readonly afterMs: number; readonly limitMs: number } | null;
}

/** Whether targets may be called, learned from how their calls end: breaker and retry budget together. */
export class TargetHealth {
  readonly #breakers: BreakerStore;
  readonly #budget: RetryBudget;
  readonly #clock: Clock;
  /** Since when targets are being called as a last resort, monotonic milliseconds: a crowd that has no other makes one call at a time, not one each. */
  readonly #lastResorts = new Map<string, number>();

  constructor(breakers: BreakerStore, budget: RetryBudget, clock: Clock) {
    this.#breakers = breakers;
    this.#budget = budget;
    this.#clock = clock;
  }

  /** How each target stands at this moment, in the order given. */
  async conditions(targets: readonly Target[]): Promise<readonly TargetCondition[]> {
    const views = await this.#breakers.view(targets.map(({ label }) => label));
    const now = this.#clock.monotonic();
    return targets.map(({ label }, index) => ({
      isOpen: isClosedToCalls(views[index]),
      mayRetry: this.#budget.mayRetry(label, now),
    }));
  }

  /**
   * Asks leave for one call, and takes a repetition out of the budget.
   * @param isLastResort nobody else may be called: an open breaker then lets one call through at a time.
   * @returns why not: the breaker is open or its probe is out, or the budget is spent.
   */
  async admit(target: Target, isRepetition: boolean, isLastResort: boolean): Promise<Admittance | Refusal> {
    const { label } = target;
    const [view] = await this.#breakers.view([label]);
    // A retired target is a last resort too, and its breaker may well be closed.
    if (isLastResort && view !== undefined && view.phase !== 'closed') return this.#admitLastResort(label);
    if (view?.phase === 'open') return 'breaker';
    // The budget first: a probe that was claimed and not made would keep everybody out.
    const now = this.#clock.monotonic();
    if (!isRepetition) this.#budget.deposit(label, now);
    else if (!this.#budget.withdraw(label, now)) return 'budget';
    if (view?.phase !== 'half-open') return { probe: null, lastResort: false };
    const probe = await this.#breakers.claimProbe(label);
    return probe === null ? 'breaker' : { probe, lastResort: false };
  }

  /**
   * The first content of a stream has come: a probe or last resort need not wait for the end, which may be minutes away.
   * @returns what to show when the call ends.
   */
  answers({ label }: Target, admittance: Admittance, firstToken: Ended['firstToken']): Admittance {
    if (admittance.probe === null && !admittance.lastResort) return admittance;
    this.#report(label, admittance, { error: null, firstToken });
    return { probe: null, lastResort: false };
  }

  /** How each target's breaker stands, by their labels. */
  views(labels: readonly string[]): ReturnType<BreakerStore['view']> {
    return this.#breakers.view(labels);
  }

  /** How the call ended; once for each admittance. */
  ended({ label }: Target, admittance: Admittance, ended: Ended): void {
    this.#report(label, admittance, ended);
  }

  #report(label: string, { probe, lastResort, since }: Admittance, ended: Ended): void {
    // One that hung may have been followed by another, whose place is not its to give up.
    if (lastResort && this.#lastResorts.get(label) === since) this.#lastResorts.delete(label);
    void this.#breakers.report(label, { ...toCallReport(ended), probe, lastResort });
  }

  #admitLastResort(label: string): Admittance | Refusal {
    const now = this.#clock.monotonic();
    const taken = this.#lastResorts.get(label);
    if (taken !== undefined && now - taken < lastResortMs) return 'last-resort';
    this.#lastResorts.set(label, now);
    return { probe: null, lastResort: true, since: now };
  }
}

/** Half-open counts as open while its one probe is out. */
function isClosedToCalls(view: BreakerView | undefined): boolean {
  return view !== undefined && view.phase !== 'closed' && view.nextCallAt !== null;
}
