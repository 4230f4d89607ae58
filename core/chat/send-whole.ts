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
  trace.ended();
}

async function encodeAndKeep(call: ChatCall, answer: ConversationAnswer, trace: RequestTrace): Promise<string> {
  const { codec, turn } = call;
  const view = codec.encodeAnswer(answer, answerContext(call));
  const isKept = turn === null || (await trace.keep(turn, answer, codec.items ? view : null));
  return JSON.stringify(isKept ? view : (codec.items?.viewWithoutStore(view) ?? view));
}
