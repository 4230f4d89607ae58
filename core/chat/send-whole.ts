import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { AnswerSink } from '../ports/arrival.ts';
import { answerContext, type ChatCall } from './chat-call.ts';
import { completeAttempts } from './complete-attempts.ts';
import type { RequestTrace } from './request-trace.ts';

/** Writes a whole answer to the client: raw bytes as they are, a neutral answer in the client's format. */
export async function sendWhole(call: ChatCall, answer: AnswerSink, trace: RequestTrace): Promise<void> {
  const completed = await completeAttempts(call);
  trace.stopReason = completed.stopReason;
  trace.usage = completed.usage;
  const { content } = completed;
  const body = content.kind === 'raw' ? content.bytes : await encodeAndKeep(call, content.answer, trace);
  trace.sent(body);
  answer.whole(body, trace.begins());
}

async function encodeAndKeep(call: ChatCall, answer: ConversationAnswer, trace: RequestTrace): Promise<string> {
  const view = call.codec.encodeAnswer(answer, answerContext(call));
  if (call.turn) await trace.keep(call.turn, answer, call.codec.items ? view : null);
  return JSON.stringify(view);
}
