import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerEvent } from '../ports/chat-model.ts';

/** Whether an answer ends as one that its own server could not read: it is none, whatever came of it. */
export function isMalformed(event: AnswerEvent): boolean {
  if (event.type === 'finished') return event.stopReason === 'malformed';
  return event.type === 'event' && event.event.type === 'finished' && event.event.stopReason === 'malformed';
}

export function malformedAnswer(label: string): GatewayError {
  return new GatewayError(
    'broken-answer',
    `${label} wrote what its provider could not read, such as a broken tool call.`,
  );
}
