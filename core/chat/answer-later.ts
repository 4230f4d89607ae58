import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { AnswerSink } from '../ports/arrival.ts';
import type { BackgroundAnswers } from '../ports/background-answers.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { RequestHead } from '../ports/wire-codec.ts';
import { followTurn } from '../sessions/follow-turn.ts';
import { anonymousScope } from '../sessions/sessions.ts';
import { answerContext, type ChatCall } from './chat-call.ts';
import { inStoreTime } from './in-store-time.ts';
import { refuseAtOnce } from './refuse-at-once.ts';
import type { RequestTrace } from './request-trace.ts';

/** Who switched it off needs minutes at least. */
const offRetryAfterMs = 60_000;

/**
 * Who answers a request while its client does something else; `null` when the client waits for the answer.
 * @throws GatewayError `invalid-request` when it cannot be done.
 */
export function backgroundOf(
  { state }: RequestHead,
  background: BackgroundAnswers | undefined,
): BackgroundAnswers | null {
  if (state?.background !== true) return null;
  if (!background) {
    throw invalidRequest(
      'background',
      'This gateway answers no requests in the background: leave out `background`, or send `background: false`.',
      'unsupported_parameter',
    );
  }
  if (state.store) return background;
  throw invalidRequest(
    'background',
    '`background: true` needs `store: true`: the answer is fetched from there.',
    'invalid_value',
  );
}

/** @throws GatewayError `busy` for a request that asks for a background answer while they are switched off. */
export function refuseBackground({ state }: RequestHead): void {
  if (state?.background !== true) return;
  throw new GatewayError(
    'busy',
    'Answers in the background are switched off at the moment. Leave out `background`, or try again later.',
    { param: 'background', code: 'background_answers_off', retryAfterMs: offRetryAfterMs },
  );
}

/** Hands the call on, and answers with what there is of the answer: nothing yet, or a stream that goes on as it comes. */
export async function answerLater(
  call: ChatCall,
  { background, store }: { readonly background: BackgroundAnswers; readonly store: SessionStore },
  answer: AnswerSink,
  trace: RequestTrace,
): Promise<void> {
  const { turn, codec, clock, signal, head } = call;
  const { items } = codec;
  if (turn === null || !items) throw new GatewayError('internal', 'A background answer has no turn.');
  await refuseAtOnce(call);
  const view = items.queuedView(answerContext(call));
  await inStoreTime(clock, turn.beginStored(view));
  await background.start(anonymousScope, turn.id);
  turn.handOver();
  if (!head.stream) {
    const body = JSON.stringify(view);
    trace.sent(body);
    answer.whole(body, trace.begins());
    trace.ended();
    return;
  }
  const options = { store, clock, items, scope: anonymousScope, turnId: turn.id, after: -1, signal };
  answer.begin(trace.begins());
  for await (const text of followTurn(options)) {
    trace.sent(text);
    await answer.write(text, signal);
  }
  answer.end();
  trace.ended();
}
