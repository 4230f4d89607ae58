import { GatewayError } from '../errors/gateway-error.ts';
import { decideNext } from '../resilience/decide-next.ts';
import type { Outcome, Plan } from '../resilience/outcome.ts';
import type { Refusal } from '../resilience/target-health.ts';
import { Attempt } from './attempt.ts';
import type { AttemptCall } from './attempt-call.ts';
import { pause } from './pause.ts';

export interface NextAttempt {
  readonly attempt: Attempt;
  /** From the beginning, or from what was sent. */
  readonly how: 'call' | 'continue' | 'restart';
}

const refusals: Readonly<Record<Refusal, string>> = {
  breaker: 'is not called while its breaker is open',
  'last-resort':
    'has an open breaker, and the one call that finds out whether it answers again is under way; try again shortly',
  budget: 'is not called again: repetitions have taken up their share of its traffic',
};

/**
 * Carries out what follows from the attempts so far: waits, begins the next attempt, or ends.
 * A target that may not be called after all is added to the outcomes.
 * @returns `null` when the answer is finished. @throws GatewayError when nothing more is to be tried.
 */
export async function nextAttempt(call: AttemptCall, outcomes: Outcome[]): Promise<NextAttempt | null> {
  const { plan, clock, signal, health } = call;
  for (;;) {
    if (signal.aborted) throw signal.reason;
    // Conditions were looked at when the plan was made; what has changed since matters after a failure.
    const conditions = outcomes.at(-1)?.error ? await health.conditions(plan.targets) : [];
    const decision = decideNext(plan, outcomes, conditions, clock.monotonic());
    switch (decision.do) {
      case 'call':
      case 'continue':
      case 'restart': {
        const { targetIndex } = decision;
        const target = plan.targets[targetIndex];
        if (!target) throw new RangeError(`no target ${targetIndex} in the plan`);
        const isRepetition = outcomes.some((outcome) => outcome.called && outcome.targetIndex === targetIndex);
        const admittance = await health.admit(target, isRepetition, plan.isLastResort);
        if (typeof admittance === 'object') {
          const capMs = waitCapMs(plan, targetIndex, outcomes, clock.monotonic());
          return { attempt: new Attempt(call, targetIndex, target, decision.do, admittance, capMs), how: decision.do };
        }
        outcomes.push({
          targetIndex,
          how: decision.do,
          endedAt: clock.monotonic(),
          error: new GatewayError('overloaded', `${target.label} ${refusals[admittance]}.`),
          called: false,
          sent: outcomes.at(-1)?.sent ?? null,
        });
        break;
      }
      case 'wait':
        await pause(clock, decision.waitMs, signal);
        break;
      case 'finish':
        return null;
      case 'fail':
        throw decision.error;
    }
  }
}

/** While others remain to be asked, one may not use up all the time of the call: half of what is left, then. */
function waitCapMs(plan: Plan, targetIndex: number, outcomes: readonly Outcome[], now: number): number {
  const tried = new Set([targetIndex, ...outcomes.map((outcome) => outcome.targetIndex)]);
  const othersRemain = plan.mainCount > tried.size;
  return othersRemain ? Math.max(1, (plan.deadline - now) / 2) : Number.POSITIVE_INFINITY;
}
