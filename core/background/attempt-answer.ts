import { canGoOn, opensTheAnswer } from '../chat/can-go-on.ts';
import type { ChatCall } from '../chat/chat-call.ts';
import { chatModelFor, modelCall, toldChanges } from '../chat/chat-call.ts';
import type { KeptAnswer } from '../chat/kept-answer.ts';
import { isMalformed, malformedAnswer } from '../chat/malformed-answer.ts';
import type { NextAttempt } from '../chat/next-attempt.ts';
import { Recovery } from '../chat/recovery.ts';
import type { ConversationEvent } from '../conversation/conversation-event.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { type AnswerEvent, Seen } from '../ports/chat-model.ts';
import type { Outcome, SentExtent } from '../resilience/outcome.ts';
import type { PageWriter } from './page-writer.ts';

/** What may be held back before the first content; a provider that sends more without any does not answer. */
const maxHeldEvents = 4096;

/**
 * One attempt, its events written as neutral ones. Nothing is written before the first real content, so that what
 * fails until then leaves no trace; what broke off before is gone on with, as the attempt began.
 * @param sent what is stored so far; grows with what is written.
 */
export async function attemptAnswer(
  call: ChatCall,
  { attempt, how }: NextAttempt,
  sent: KeptAnswer,
  writer: PageWriter,
): Promise<Outcome> {
  const { clock, journal } = call;
  const { target, timers } = attempt;
  const begunAt = clock.monotonic();
  const held: ConversationEvent[] = [];
  const told = { finished: false, usage: false };
  let isOpen = how !== 'call';
  let isFinished = false;
  let failure: unknown = null;
  const write = async (event: ConversationEvent): Promise<void> => {
    sent.keep({ type: 'event', event, seen: 0 });
    await writer.write(event);
  };
  try {
    const recovery = how === 'call' ? null : new Recovery(call, sent, how, target);
    timers.awaitFirstToken();
    const answer = recovery
      ? recovery.answer(attempt.signal)
      : chatModelFor(call, target).answer({ ...modelCall(call, target, attempt.signal), raw: null });
    for await (const event of answer) {
      if (event.type === 'accepted') {
        attempt.upstreamRequestId = event.upstreamRequestId;
        attempt.credential = event.credential;
        const leftOut = call.turn?.changesFor(target.facts) ?? [];
        journal.changes = [...leftOut, ...toldChanges(call, target, event.changes)];
        recovery?.begin();
      } else if (event.type === 'finished') {
        attempt.usage = event.usage;
        isFinished = true;
      }
      if (isMalformed(event)) throw malformedAnswer(target.label);
      // While the store is written to, the provider is not the one who is waited for.
      timers.hold();
      held.push(...neutralEvents(event, told));
      if (!isOpen && opensTheAnswer(event)) {
        isOpen = true;
        attempt.firstContent();
        journal.upstreamMs += clock.monotonic() - begunAt;
      }
      if (isOpen) for (const next of held.splice(0)) await write(next);
      else if (held.length > maxHeldEvents) throw broken(target.label, 'sent a great many events without any content');
      timers.resume();
      if (event.type === 'chunk' || event.type === 'event') {
        if (event.seen & Seen.content) timers.contentSeen();
        if (event.seen & Seen.stop) timers.stopSeen();
      }
    }
    if (!isFinished) throw broken(target.label, 'ended its stream without finishing the answer');
  } catch (error) {
    failure = error;
  }
  await writer.close();
  return attempt.end(failure ?? writer.stopped, failure === null ? null : sentExtent(call, sent));
}

/** How much of an answer is stored, and whether another could go on with it. @returns `null` when nothing is. */
export function sentExtent(call: ChatCall, sent: KeptAnswer): SentExtent | null {
  return sent.isEmpty ? null : sent.extent(canGoOn(call));
}

/** @param told what was among the events so far: some models say the end and the usage only as they finish. */
function neutralEvents(event: AnswerEvent, told: { finished: boolean; usage: boolean }): readonly ConversationEvent[] {
  if (event.type === 'event') {
    if (event.event.type === 'finished') told.finished = true;
    if (event.event.type === 'usage') told.usage = true;
    return [event.event];
  }
  if (event.type !== 'finished') return [];
  const { stopReason, usage } = event;
  return [
    ...(told.finished ? [] : [{ type: 'finished', stopReason } as const]),
    ...(told.usage || usage === null ? [] : [{ type: 'usage', usage } as const]),
  ];
}

function broken(label: string, what: string): GatewayError {
  return new GatewayError('broken-answer', `${label} ${what}.`);
}
