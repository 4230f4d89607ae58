import type { AnswerSink } from '../ports/arrival.ts';
import type { RequestHead } from '../ports/wire-codec.ts';
import type { ChatCall } from './chat-call.ts';
import { completeAttempts } from './complete-attempts.ts';
import type { RequestTrace } from './request-trace.ts';

/** Writes a whole answer to the client: raw bytes as they are, a neutral answer in the client's format. */
export async function sendWhole(
  call: ChatCall,
  head: RequestHead,
  answer: AnswerSink,
  trace: RequestTrace,
): Promise<void> {
  const completed = await completeAttempts(call);
  trace.stopReason = completed.stopReason;
  trace.usage = completed.usage;
  const { content } = completed;
  const body =
    content.kind === 'raw'
      ? content.bytes
      : JSON.stringify(
          call.codec.encodeAnswer(content.answer, {
            requestId: call.requestId,
            createdAt: Math.floor(call.clock.now() / 1000),
            model: head.model,
            includeUsage: head.includeUsage,
          }),
        );
  trace.sent(body);
  answer.whole(body, trace.begins());
}
