import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { AnswerEvent, ModelCall } from '../../../core/ports/chat-model.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';

export const model = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';

export function callOf(request: Partial<ConversationRequest> = {}, signal = new AbortController().signal): ModelCall {
  return {
    requestId: 'r-1',
    model,
    facts: { ...unknownModelFacts(model), maxOutputTokens: 4096 },
    raw: null,
    conversation: () => ({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }], ...request }),
    dropUnsupported: false,
    signal,
    connectMs: 1000,
  };
}

/** A clock whose timers go off only when `runTimers` is called. */
export interface HandClock extends Clock {
  runTimers(): void;
  readonly pending: number;
}

export function handClock(): HandClock {
  const callbacks = new Set<() => void>();
  return {
    now: () => Date.UTC(2026, 0, 1),
    monotonic: () => 0,
    schedule: (_, callback) => {
      callbacks.add(callback);
      return { refresh: () => {}, cancel: () => callbacks.delete(callback) };
    },
    runTimers: () => {
      for (const callback of callbacks) callback();
      callbacks.clear();
    },
    get pending() {
      return callbacks.size;
    },
  };
}

export async function collect(answer: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  for await (const event of answer) events.push(event);
  return events;
}

/** What was answered before it failed, and the failure. */
export async function collectUntilFailure(
  answer: AsyncIterable<AnswerEvent>,
): Promise<{ events: AnswerEvent[]; error: unknown }> {
  const events: AnswerEvent[] = [];
  try {
    for await (const event of answer) events.push(event);
  } catch (error) {
    return { events, error };
  }
  throw new Error('the answer did not fail');
}

export function textOf(events: readonly AnswerEvent[]): string {
  return events
    .map((item) => (item.type === 'event' && item.event.type === 'part-delta' ? item.event.text : ''))
    .join('');
}
