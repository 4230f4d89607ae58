import { createEmbeddedChatModel } from '../../../adapters/embedded/embedded-chat-model.ts';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message, Role } from '../../../core/conversation/message.ts';
import type { AnswerEvent, CompletedAnswer, ModelCall } from '../../../core/ports/chat-model.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';

/** Friday, 6 March 2026, 14:03 UTC. */
export const now = Date.UTC(2026, 2, 6, 14, 3);

const clock: Clock = {
  now: () => now,
  monotonic: () => 0,
  schedule: () => {
    throw new Error('the embedded model sets no timers');
  },
};

export const model = createEmbeddedChatModel({ clock });

export function say(role: Role, text: string): Message {
  return { role, parts: [{ type: 'text', text }] };
}

export function modelCall(request: ConversationRequest, changes: Partial<ModelCall> = {}): ModelCall {
  return {
    requestId: 'req_1',
    model: 'cato-embedded',
    facts: unknownModelFacts('cato-embedded'),
    raw: null,
    conversation: () => request,
    dropUnsupported: false,
    signal: new AbortController().signal,
    connectMs: 1_000,
    ...changes,
  };
}

export function complete(request: ConversationRequest, changes: Partial<ModelCall> = {}): Promise<CompletedAnswer> {
  return model.complete(modelCall(request, changes));
}

export function textOf({ content }: CompletedAnswer): string {
  if (content.kind !== 'neutral') throw new Error('the embedded model answers neutrally');
  return content.answer.parts.map((part) => (part.type === 'text' ? part.text : '?')).join('');
}

/** The answer to messages of the user, one after another. */
export async function ask(...texts: readonly string[]): Promise<string> {
  return answerTo(texts.map((text) => say('user', text)));
}

export async function answerTo(messages: readonly Message[]): Promise<string> {
  return textOf(await complete({ messages }));
}

export async function collect(events: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const collected: AnswerEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}
