import { GatewayError } from '../errors/gateway-error.ts';
import { type AnswerEvent, Seen } from '../ports/chat-model.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { type ChatCall, modelCall } from './chat-call.ts';
import { nextAttempt } from './next-attempt.ts';

/** What may be held back before the first content; a provider that sends more without any does not answer. */
const maxHeldBytes = 256 * 1024;
/** What a neutral event counts for. */
const eventBytes = 64;

/**
 * Tries the plan's targets until one answers, and streams that answer.
 * Nothing is yielded before the first real content (or the stop reason of an empty answer), so until then
 * a failure costs the client only time. Afterwards a failure is thrown: the stream is broken.
 */
export async function* streamAttempts(call: ChatCall): AsyncGenerator<AnswerEvent, void, undefined> {
  const { clock, journal } = call;
  const outcomes: Outcome[] = [];
  const startedAt = clock.monotonic();
  for (;;) {
    const attempt = await nextAttempt(call, outcomes);
    if (attempt === null) return;
    const { target, timers } = attempt;
    const held: AnswerEvent[] = [];
    let heldBytes = 0;
    let open = false;
    let isFinished = false;
    let failure: unknown = null;
    let isOver = false;
    try {
      timers.awaitFirstToken();
      for await (const event of target.chatModel.answer(modelCall(call, target, attempt.signal))) {
        if (event.type === 'accepted') {
          attempt.upstreamRequestId = event.upstreamRequestId;
          journal.changes = event.changes;
        }
        if (event.type === 'finished') isFinished = true;
        // While the client takes what it is given, the provider is not the one who is waited for.
        timers.hold();
        if (open) {
          yield event;
        } else {
          held.push(event);
          heldBytes += event.type === 'chunk' ? event.bytes.length : eventBytes;
          if (opensTheAnswer(event)) {
            open = true;
            journal.upstreamMs = clock.monotonic() - startedAt;
            for (const early of held) yield early;
            held.length = 0;
          } else if (heldBytes > maxHeldBytes) {
            throw brokenAnswer(target.label, `sent more than ${maxHeldBytes} bytes without any content`);
          }
        }
        timers.resume();
        if (event.type === 'chunk' || event.type === 'event') {
          if (event.seen & Seen.content) timers.contentSeen();
          if (event.seen & Seen.stop) timers.stopSeen();
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
