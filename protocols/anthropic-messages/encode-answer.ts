import type { ConversationAnswer } from '../../core/conversation/conversation-answer.ts';
import type { AnswerContext, JsonObject } from '../../core/ports/wire-codec.ts';
import { answerId } from './answer-id.ts';
import { encodeAnswerPart } from './encode-answer-part.ts';
import { encodeUsage } from './encode-usage.ts';
import { encodeStopReason } from './stop-reasons.ts';

/** What a message always has a key for, and no other format a word. */
const absent: JsonObject = { stop_details: null, container: null, diagnostics: null };

/** A neutral answer as a message. */
export function encodeAnswer(answer: ConversationAnswer, context: AnswerContext): JsonObject {
  const { parts, stopReason, usage, serviceTier } = answer;
  const refuses = parts.some((part) => part.type === 'refusal');
  return {
    id: answerId(context, answer.id),
    type: 'message',
    role: 'assistant',
    model: answer.model || context.model,
    content: parts.map((part, position) => encodeAnswerPart(part, position, context)).filter((block) => block !== null),
    stop_reason: encodeStopReason(stopReason, refuses),
    stop_sequence: null,
    ...absent,
    usage: encodeUsage(usage, serviceTier),
  };
}
