import type { ConversationAnswer } from '../conversation/conversation-answer.ts';
import type { StopReason } from '../conversation/stop-reason.ts';
import type { AnswerSink } from '../ports/arrival.ts';
import type { CompletedAnswer } from '../ports/chat-model.ts';
import { answerContext, type ChatCall } from './chat-call.ts';
import { completeAttempts } from './complete-attempts.ts';
import type { RequestTrace } from './request-trace.ts';

type RawContent = Extract<CompletedAnswer['content'], { readonly kind: 'raw' }>;

/** Writes a whole answer to the client: raw bytes as they are, a neutral answer in the client's format. */
export async function sendWhole(call: ChatCall, answer: AnswerSink, trace: RequestTrace): Promise<void> {
  const completed = await completeAttempts(call);
  trace.stopReason = completed.stopReason;
  trace.usage = completed.usage;
  const { content } = completed;
  const body =
    content.kind === 'raw'
      ? await keepRaw(call, content, completed.stopReason, trace)
      : await encodeAndKeep(call, content.answer, trace);
  trace.sent(body);
  answer.whole(body, trace.begins());
  trace.ended();
}

/** What a provider of the client's own format wrote. */
async function keepRaw(
  { codec: { items }, turn }: ChatCall,
  { bytes, view }: RawContent,
  stopReason: StopReason,
  trace: RequestTrace,
): Promise<Buffer | string> {
  if (turn === null || !items || view === undefined) return bytes;
  const isKept = await trace.keep(turn, { stopReason, parts: [] }, view);
  return isKept ? bytes : JSON.stringify(items.viewWithoutStore(view));
}

async function encodeAndKeep(call: ChatCall, answer: ConversationAnswer, trace: RequestTrace): Promise<string> {
  const { codec, turn } = call;
  const view = codec.encodeAnswer(answer, answerContext(call));
  const isKept = turn === null || (await trace.keep(turn, answer, codec.items ? view : null));
  return JSON.stringify(isKept ? view : (codec.items?.viewWithoutStore(view) ?? view));
}
