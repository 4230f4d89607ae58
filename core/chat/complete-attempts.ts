import type { CompletedAnswer } from '../ports/chat-model.ts';
import { decideNext } from '../resilience/decide-next.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { Attempt } from './attempt.ts';
import { type ChatCall, modelCall } from './chat-call.ts';
import { pause } from './pause.ts';

/** Tries the plan's targets until one gives a whole answer. Fails with the error the client is to be told. */
export async function completeAttempts(call: ChatCall): Promise<CompletedAnswer> {
  const { plan, clock, journal } = call;
  const outcomes: Outcome[] = [];
  const startedAt = clock.monotonic();
  let answer: CompletedAnswer | null = null;
  for (;;) {
    const decision = decideNext(plan, outcomes, clock.monotonic());
    if (decision.do === 'finish' && answer) {
      journal.upstreamMs = clock.monotonic() - startedAt;
      return answer;
    }
    if (decision.do === 'fail') throw decision.error;
    if (decision.do === 'wait') {
      await pause(clock, decision.waitMs, call.signal);
      continue;
    }
    const targetIndex = decision.do === 'call' ? decision.targetIndex : -1;
    const target = plan.targets[targetIndex];
    if (!target) throw new RangeError(`no target ${targetIndex} in the plan`);
    const attempt = new Attempt(call, targetIndex, target);
    try {
      attempt.timers.awaitAnswer();
      answer = await target.chatModel.complete(modelCall(call, target, attempt.signal));
      attempt.upstreamRequestId = answer.upstreamRequestId;
      journal.changes = answer.changes;
      outcomes.push(attempt.end(null, false));
    } catch (error) {
      outcomes.push(attempt.end(error, false));
    }
  }
}
