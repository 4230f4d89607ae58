import { GatewayError } from '../errors/gateway-error.ts';
import type { CompletedAnswer } from '../ports/chat-model.ts';
import { attemptWhole } from './attempt-whole.ts';
import { type ChatCall, chatModelFor, modelCall, toldChanges } from './chat-call.ts';
import { isTooDeep, malformedAnswer } from './malformed-answer.ts';

/** Tries the plan's targets until one gives a whole answer. Fails with the error the client is to be told. */
export function completeAttempts(call: ChatCall): Promise<CompletedAnswer> {
  return attemptWhole(call, async (target, signal) => {
    const answer = await chatModelFor(call, target).complete(modelCall(call, target, signal));
    if (answer.stopReason === 'malformed') throw malformedAnswer(target.label);
    if (isTooDeep(answer)) {
      throw new GatewayError('broken-answer', `${target.label} gave a tool input that is nested too deeply.`);
    }
    return { ...answer, changes: toldChanges(call, target, answer.changes) };
  });
}
