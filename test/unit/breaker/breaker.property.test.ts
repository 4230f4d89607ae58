import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { afterCall } from '../../../core/resilience/breaker/after-call.ts';
import { type BreakerState, createBreakerState } from '../../../core/resilience/breaker/breaker-state.ts';
import { breakerView } from '../../../core/resilience/breaker/breaker-view.ts';
import type { CallReport } from '../../../core/resilience/breaker/call-report.ts';
import { claimProbe } from '../../../core/resilience/breaker/claim-probe.ts';
import { ReferenceBreaker } from './reference-breaker.ts';

const settings = { failures: 5, windowSeconds: 30, coolDownSeconds: 15 };

type Ending = Pick<CallReport, 'outcome' | 'retryAfterMs'>;

type Step =
  | { readonly do: 'wait'; readonly ms: number }
  /** Call the target if its breaker lets one. */
  | { readonly do: 'call' }
  | { readonly do: 'call-as-last-resort' }
  /** Calls that end one after the other, as far as they are let through. */
  | { readonly do: 'call-in-turn'; readonly reports: readonly Ending[] }
  /** Until a call may be let through. */
  | { readonly do: 'wait-as-told' }
  /** The so-manieth of the calls under way ends. */
  | { readonly do: 'end'; readonly which: number; readonly report: Ending }
  | { readonly do: 'vanish'; readonly which: number };

const report = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ outcome: 'failure' as const }) },
  { weight: 2, arbitrary: fc.constant({ outcome: 'success' as const }) },
  fc.constant({ outcome: 'slow-first-token' as const }),
  fc.constant({ outcome: 'neutral' as const }),
  fc.record({
    outcome: fc.constant('rate-limited' as const),
    retryAfterMs: fc.constantFrom(null, 0, 300, 4000, 40_000),
  }),
);
const which = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'call' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('end' as const), which, report }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 3000, max: 70_000 }) }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'call-as-last-resort' }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('call-in-turn' as const), reports: fc.array(report, { maxLength: 12 }) }),
  },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 1, max: 6 })
      .map((length): Step => ({ do: 'call-in-turn', reports: Array(length).fill({ outcome: 'failure' }) })),
  },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'wait-as-told' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('vanish' as const), which }) },
);

/** An expectation that costs nothing while it holds: this is asked some hundred thousand times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected: ${what}.`);
}

type Call = Pick<CallReport, 'probe' | 'lastResort'>;

/** Callers that do what a breaker says, beside a reference that says what it must. */
class Callers {
  readonly #reference = new ReferenceBreaker();
  readonly #underWay: Call[] = [];
  #state: BreakerState = createBreakerState();
  now = Date.UTC(2026, 10, 21, 12);

  get view() {
    return breakerView(this.#state, settings, this.now);
  }

  take(step: Step): void {
    if (step.do === 'wait') this.now += step.ms;
    if (step.do === 'call') this.call();
    if (step.do === 'call-as-last-resort' && this.view.phase !== 'closed') this.#underWay.push({ lastResort: true });
    if (step.do === 'end') this.end(step.which, step.report);
    if (step.do === 'vanish') this.#underWay.splice(step.which % (this.#underWay.length || 1), 1);
    if (step.do === 'wait-as-told') this.now = this.view.nextCallAt ?? this.now;
    if (step.do === 'call-in-turn') {
      for (const report of step.reports) {
        if (this.call()) this.end(this.#underWay.length - 1, report);
        this.check();
      }
    }
    this.check();
  }

  /** @returns whether it was let through. */
  call(): boolean {
    const { phase } = this.view;
    const claimed = claimProbe(this.#state, this.now);
    if (claimed) {
      must(
        phase === 'half-open' && this.#reference.phase(this.now) === 'half-open',
        'a probe is of a half-open breaker',
      );
      must(this.#reference.probesOut(this.now) === 0, 'one probe at a time');
      this.#state = claimed;
      this.#reference.claimed(claimed.probe, this.now);
    } else if (phase !== 'closed') return false;
    this.#underWay.push({ probe: claimed?.probe ?? null });
    return true;
  }

  end(which: number, ended: Ending): void {
    const [call] = this.#underWay.splice(which % (this.#underWay.length || 1), 1);
    if (!call) return;
    const report = { ...ended, ...call };
    this.#state = afterCall(this.#state, report, settings, this.now);
    this.#reference.report(report, this.now, this.#state.phase === 'open');
  }

  check(): void {
    const { phase, nextCallAt } = this.view;
    must(phase === this.#reference.phase(this.now), 'the phase is that of the reference');
    const isCallable = phase === 'closed' || claimProbe(this.#state, this.now) !== null;
    must((nextCallAt === null) === isCallable, 'the view says whether a call is let through');
    must(nextCallAt === null || nextCallAt > this.now, 'the next call lies ahead');
  }

  /** From wherever it is: waits as it is told, and succeeds. */
  recover(): void {
    this.now = this.view.nextCallAt ?? this.now;
    this.now = this.view.nextCallAt ?? this.now;
    this.#underWay.length = 0;
    this.call();
    expect(this.#underWay).toHaveLength(1);
    this.end(0, { outcome: 'success' });
    expect(this.view.phase).toBe('closed');
  }
}

test('whatever happens, a breaker does what the reference does, lets one probe out at a time, and comes back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const callers = new Callers();
      for (const step of steps) callers.take(step);
      const before = callers.now;
      callers.recover();
      expect(callers.now - before).toBeLessThanOrEqual(120_000);
    }),
    { numRuns: 300 },
  );
});

test('a steady share of failures opens it when it is above one half, and does not when it is small', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 20, max: 100 }), (gapMs, every) => {
      const rarely = new Callers();
      const mostly = new Callers();
      for (let call = 0; call < 400; call++) {
        for (const callers of [rarely, mostly]) {
          callers.now += gapMs;
          callers.call();
        }
        rarely.end(0, { outcome: call % every === 0 ? 'failure' : 'success' });
        mostly.end(0, { outcome: call % 3 === 0 ? 'success' : 'failure' });
        if (call === 12) expect(mostly.view.phase).not.toBe('closed');
      }
      expect(rarely.view.phase).toBe('closed');
    }),
    { numRuns: 20 },
  );
});
