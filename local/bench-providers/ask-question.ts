import { answerRequest } from '../../core/chat/answer-request.ts';
import { conversationWork } from '../../core/chat/conversation-work.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { RequestEvent } from '../../core/ports/event-log.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { BenchArrival } from './bench-arrival.ts';
import type { BenchQuestion } from './bench-question.ts';
import type { BenchTarget } from './bench-target.ts';
import { isRight } from './is-right.ts';
import { questionBody } from './question-body.ts';

/** What became of one question. */
export type Asked =
  | {
      readonly outcome: 'answered';
      readonly isRight: boolean;
      /** Until the first text of the answer; `null` = it had none. */
      readonly firstTokenMs: number | null;
      readonly wholeMs: number;
      /** US dollars; `null` = unknown. */
      readonly costUsd: number | null;
    }
  | { readonly outcome: 'failed'; readonly kind: ErrorKind; readonly message: string; readonly costUsd: number | null }
  /** The person who asked did not want to wait for it. */
  | { readonly outcome: 'interrupted' };

export interface AskOptions {
  readonly gateway: Gateway;
  readonly requestId: string;
  /** Aborts with a `GatewayError`. */
  readonly signal: AbortSignal;
}

const work = conversationWork(openAiChat);

/** Sends a question the way every request goes, its retries included, and judges what comes back. */
export async function askQuestion(
  question: BenchQuestion,
  target: BenchTarget,
  { gateway, requestId, signal }: AskOptions,
): Promise<Asked> {
  const { clock, events } = gateway;
  const body = Buffer.from(JSON.stringify(questionBody(question, target)));
  const arrival = new BenchArrival({ requestId, codec: openAiChat, body, clock, signal });
  const seen: { event: RequestEvent | null } = { event: null };
  const listening: Gateway = {
    ...gateway,
    events: {
      request(event) {
        seen.event = event;
        events.request(event);
      },
      notice: (event) => events.notice(event),
    },
  };
  await answerRequest(arrival, listening, work);
  const { event } = seen;
  if (event?.error?.kind === 'client-gone') return { outcome: 'interrupted' };
  const costUsd = event?.costUsd ?? null;
  const { wholeMs, firstTokenMs, text, fault } = arrival;
  if (event?.error) return { outcome: 'failed', ...event.error, costUsd };
  if (fault !== null) return { outcome: 'failed', kind: fault.kind, message: fault.message, costUsd };
  if (wholeMs === null) return { outcome: 'failed', kind: 'broken-answer', message: 'The answer has no end.', costUsd };
  return { outcome: 'answered', isRight: isRight(text, question.check), firstTokenMs, wholeMs, costUsd };
}
