import { GatewayError } from '../errors/gateway-error.ts';
import { type AnswerEvent, Seen } from '../ports/chat-model.ts';
import type { Outcome } from '../resilience/outcome.ts';
import { canGoOn, opensTheAnswer } from './can-go-on.ts';
import { type ChatCall, chatModelFor, modelCall, toldChanges } from './chat-call.ts';
import { KeptAnswer } from './kept-answer.ts';
import { isMalformed, malformedAnswer } from './malformed-answer.ts';
import { nextAttempt } from './next-attempt.ts';
import { type AnswerResumed, Recovery } from './recovery.ts';

/** What may be held back before the first content; a provider that sends more without any does not answer. */
const maxHeldBytes = 256 * 1024;
/** What a neutral event counts for. */
const eventBytes = 64;

/**
 * Tries the plan's targets until one answers, and streams that answer.
 * Nothing is yielded before the first real content (or the stop reason of an empty answer), so until then
 * a failure costs the client only time. When a stream breaks afterwards, the next attempt goes on from what was sent:
 * `resumed` says so, and only neutral events follow. Where that cannot be, the failure is thrown.
 */
export async function* streamAttempts(call: ChatCall): AsyncGenerator<AnswerEvent | AnswerResumed, void, undefined> {
  const { clock, journal } = call;
  const outcomes: Outcome[] = [];
  const startedAt = clock.monotonic();
  const sent = new KeptAnswer(call.codec);
  for (;;) {
    const next = await nextAttempt(call, outcomes);
    if (next === null) return;
    const { attempt, how } = next;
    const { target, timers } = attempt;
    const recovery = how === 'call' ? null : new Recovery(call, sent, how, target);
    const held: AnswerEvent[] = [];
    let heldBytes = 0;
    let isFinished = false;
    let failure: unknown = null;
    let isOver = false;
    let open = recovery !== null;
    try {
      timers.awaitFirstToken();
      const answer = recovery
        ? recovery.answer(attempt.signal)
        : chatModelFor(call, target).answer(modelCall(call, target, attempt.signal));
      for await (const event of answer) {
        if (event.type === 'accepted') {
          attempt.upstreamRequestId = event.upstreamRequestId;
          attempt.credential = event.credential;
          journal.changes = toldChanges(call, target, event.changes);
        } else if (event.type === 'finished') {
          attempt.usage = event.usage;
          isFinished = true;
        }
        if (isMalformed(event)) throw malformedAnswer(target.label);
        // While the client takes what it is given, the provider is not the one who is waited for.
        timers.hold();
        if (open) {
          if (recovery && event.type === 'accepted') yield recovery.begin();
          else {
            sent.keep(event);
            yield event;
          }
        } else {
          held.push(event);
          heldBytes += event.type === 'chunk' ? event.bytes.length : eventBytes;
          if (opensTheAnswer(event)) {
            open = true;
            attempt.firstContent();
            journal.upstreamMs = clock.monotonic() - startedAt;
            for (const early of held) {
              sent.keep(early);
              yield early;
            }
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
      outcomes.push(attempt.end(abandoned, sentExtent(call, sent, abandoned)));
    }
  }
}

/** Of a broken stream only: decoding what was sent costs more than passing it on did. */
function sentExtent(call: ChatCall, sent: KeptAnswer, failure: unknown): Outcome['sent'] {
  if (sent.isEmpty) return null;
  if (failure === null || call.signal.aborted)
    return { characters: 0, tellingCharacters: 0, isText: false, isKept: false };
  return sent.extent(canGoOn(call));
}

function brokenAnswer(label: string, what: string): GatewayError {
  return new GatewayError('broken-answer', `${label} ${what}.`);
}
