import { decideNext } from '../resilience/decide-next.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { Attempt } from './attempt.ts';
import type { ChatCall } from './chat-call.ts';
import { pause } from './pause.ts';

/**
 * Carries out what follows from the attempts so far: waits, begins the next attempt, or ends.
 * @returns `null` when the answer is finished. @throws GatewayError when nothing more is to be tried.
 */
export async function nextAttempt(call: ChatCall, outcomes: readonly Outcome[]): Promise<Attempt | null> {
  const { plan, clock, signal } = call;
  for (;;) {
    const decision = decideNext(plan, outcomes, clock.monotonic());
    switch (decision.do) {
      case 'call': {
        const target = plan.targets[decision.targetIndex];
        if (!target) throw new RangeError(`no target ${decision.targetIndex} in the plan`);
        return new Attempt(call, decision.targetIndex, target);
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
