import { textNestsDeeper } from '../conversation/text-nests-deeper.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { AnswerEvent, CompletedAnswer } from '../ports/chat-model.ts';

/** Whether an answer ends as one that its own server could not read: it is none, whatever came of it. */
export function isMalformed(event: AnswerEvent): boolean {
  if (event.type === 'finished') return event.stopReason === 'malformed';
  return event.type === 'event' && event.event.type === 'finished' && event.event.stopReason === 'malformed';
}

/** Whether the model gave a tool something that no other format could be told. */
export function isTooDeep({ content }: CompletedAnswer): boolean {
  if (content.kind === 'raw') return false;
  return content.answer.parts.some(
    (part) => part.type === 'tool-call' && part.kind === 'function' && textNestsDeeper(part.input),
  );
}

export function malformedAnswer(label: string): GatewayError {
  return new GatewayError(
    'broken-answer',
    `${label} wrote what its provider could not read, such as a broken tool call.`,
  );
}
