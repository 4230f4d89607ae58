import { GatewayError } from '../errors/gateway-error.ts';
import { type AnswerEvent, Seen } from '../ports/chat-model.ts';
import { decideNext } from '../resilience/decide-next.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { Attempt } from './attempt.ts';
import { type ChatCall, modelCall } from './chat-call.ts';
import { pause } from './pause.ts';

/** Events held back before the first content; a provider that sends more without any content does not answer. */
const maxHeldEvents = 100;

/**
 * Tries the plan's targets until one answers, and streams that answer.
 * Nothing is yielded before the first real content (or the stop reason of an empty answer), so until then
 * a failure costs the client only time. Afterwards a failure is thrown: the stream is broken.
 */
export async function* streamAttempts(call: ChatCall): AsyncGenerator<AnswerEvent, void, undefined> {
  const { plan, clock, journal } = call;
  const outcomes: Outcome[] = [];
  const startedAt = clock.monotonic();
  for (;;) {
    const decision = decideNext(plan, outcomes, clock.monotonic());
    if (decision.do === 'finish') return;
    if (decision.do === 'fail') throw decision.error;
    if (decision.do === 'wait') {
      await pause(clock, decision.waitMs, call.signal);
      continue;
    }
    const target = plan.targets[decision.targetIndex];
    if (!target) throw new RangeError(`no target ${decision.targetIndex} in the plan`);
    const attempt = new Attempt(call, decision.targetIndex, target);
    const held: AnswerEvent[] = [];
    let open = false;
    let isFinished = false;
    let failure: unknown = null;
    let isOver = false;
    try {
      attempt.timers.awaitFirstToken();
      for await (const event of target.chatModel.answer(modelCall(call, target, attempt.signal))) {
        if (event.type === 'accepted') {
          attempt.upstreamRequestId = event.upstreamRequestId;
          journal.changes = event.changes;
        } else if (event.type === 'finished') {
          isFinished = true;
        } else {
          if (event.seen & Seen.content) attempt.timers.contentSeen();
          if (event.seen & Seen.stop) attempt.timers.stopSeen();
        }
        if (!open) {
          held.push(event);
          if (!opensTheAnswer(event)) {
            if (held.length > maxHeldEvents) throw brokenAnswer(target.label, 'sent many events without any content');
            continue;
          }
          open = true;
          journal.upstreamMs = clock.monotonic() - startedAt;
          for (const early of held) yield early;
          held.length = 0;
        } else {
          yield event;
        }
      }
      if (!isFinished) throw brokenAnswer(target.label, 'ended its stream without finishing the answer');
      isOver = true;
    } catch (error) {
      failure = error;
      isOver = true;
    } finally {
      // Reached without isOver when the consumer stops listening in the middle of the answer.
      const abandoned = isOver ? failure : (call.signal.reason ?? new Error('the answer was abandoned'));
      outcomes.push(attempt.end(abandoned, open));
    }
  }
}

function brokenAnswer(label: string, what: string): GatewayError {
  return new GatewayError('broken-answer', `${label} ${what}.`);
}

function opensTheAnswer(event: AnswerEvent): boolean {
  if (event.type === 'accepted') return false;
  return event.type === 'finished' || (event.seen & (Seen.content | Seen.stop)) !== 0;
}
