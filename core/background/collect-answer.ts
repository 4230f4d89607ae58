import { AnswerCollector } from '../chat/answer-collector.ts';
import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { ConversationEvent } from '../conversation/conversation-event.ts';
import { GatewayError } from '../errors/gateway-error.ts';

/** The whole answer that a stream of events tells. @throws GatewayError `broken-answer` when it was not finished. */
export function collectAnswer(events: readonly ConversationEvent[]): ConversationAnswer {
  const collector = new AnswerCollector();
  for (const event of events) collector.add(event);
  const answer = collector.answer();
  if (answer === null) throw new GatewayError('broken-answer', 'The stored answer was not finished.');
  return answer;
}
