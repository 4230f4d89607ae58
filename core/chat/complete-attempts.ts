import { GatewayError } from '../errors/gateway-error.ts';
import type { CompletedAnswer } from '../ports/chat-model.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { type ChatCall, chatModelFor, modelCall } from './chat-call.ts';
import { nextAttempt } from './next-attempt.ts';

/** Tries the plan's targets until one gives a whole answer. Fails with the error the client is to be told. */
export async function completeAttempts(call: ChatCall): Promise<CompletedAnswer> {
  const { clock, journal } = call;
  const outcomes: Outcome[] = [];
  const startedAt = clock.monotonic();
  let answer: CompletedAnswer | null = null;
  for (;;) {
    const next = await nextAttempt(call, outcomes);
    if (next === null) break;
    const { attempt } = next;
    try {
      attempt.timers.awaitAnswer();
      const model = chatModelFor(call, attempt.target);
      answer = await model.complete(modelCall(call, attempt.target, attempt.signal));
      attempt.upstreamRequestId = answer.upstreamRequestId;
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
