import { GatewayError } from '../errors/gateway-error.ts';
import type { CompletedAnswer } from '../ports/chat-model.ts';
import type { Outcome } from '../resilience/outcome.ts';
import type { Target } from '../routing/target.ts';
import type { AttemptCall } from './attempt-call.ts';
import { nextAttempt } from './next-attempt.ts';

/** What every whole answer tells besides its content. */
export type WholeAnswer = Pick<CompletedAnswer, 'upstreamRequestId' | 'changes' | 'usage' | 'credential'>;

/**
 * Tries the plan's targets until one gives a whole answer. Fails with the error the client is to be told.
 * @param ask makes one call to a target, which ends when the signal aborts.
 */
export async function attemptWhole<Answer extends WholeAnswer>(
  call: AttemptCall,
  ask: (target: Target, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const { clock, journal } = call;
  const outcomes: Outcome[] = [];
  const startedAt = clock.monotonic();
  let answer: Answer | null = null;
  for (;;) {
    const next = await nextAttempt(call, outcomes);
    if (next === null) break;
    const { attempt } = next;
    try {
      attempt.timers.awaitAnswer();
      answer = await ask(attempt.target, attempt.signal);
      attempt.upstreamRequestId = answer.upstreamRequestId;
      attempt.credential = answer.credential;
      journal.changes = answer.changes;
      attempt.usage = answer.usage;
      outcomes.push(attempt.end(null, null));
    } catch (error) {
      outcomes.push(attempt.end(error, null));
    }
  }
  if (answer === null) throw new GatewayError('internal', 'The gateway finished without an answer.');
  journal.upstreamMs = clock.monotonic() - startedAt;
  return answer;
}
