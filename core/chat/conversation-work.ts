import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { RawRequest } from '../ports/chat-model.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { RequestSurvey } from '../routing/plan/request-survey.ts';
import { surveyWithHistory } from '../routing/plan/survey-history.ts';
import { sessionOfRequest } from '../sessions/session-of-request.ts';
import { SessionTurn } from '../sessions/session-turn.ts';
import { answerLater, backgroundOf } from './answer-later.ts';
import type { ChatCall } from './chat-call.ts';
import { inStoreTime } from './in-store-time.ts';
import type { RequestWork, RoutedRequest } from './request-work.ts';
import { sendStream } from './send-stream.ts';
import { sendWhole } from './send-whole.ts';

/** Beside the time of the whole call: what keeping its answer may take. */
const turnMarginMs = 60_000;

/** Answering a conversation, in the format the client speaks. */
export function conversationWork(codec: ClientCodec): RequestWork {
  return {
    decodeHead: (body) => codec.decodeHead(body),
    resolve: (models, model) => models.resolve(model),
    openTurn({ arrival, body, head, gateway: { sessions, clock, background }, totalMs }) {
      const runsForMs = backgroundOf(head, background)?.runsForMs ?? totalMs + turnMarginMs;
      const session = sessionOfRequest(head.state, (name) => arrival.header(name));
      const isStored = head.state?.store === true;
      if (session === null && !isStored) return null;
      const { model } = head;
      return SessionTurn.open({ sessions, codec, body, model, session, isStored, now: clock.now(), runsForMs });
    },
    surveyRequest(body, _resolution, turn) {
      return turn === null ? codec.surveyRequest(body) : surveyTurn(codec.surveyRequest(turn.body), turn);
    },
    async answer(request) {
      const { arrival, gateway, body, head, turn, resolution, call, trace, keepAlive } = request;
      let conversation: ConversationRequest | null = null;
      const background = backgroundOf(head, gateway.background);
      const chatCall: ChatCall = {
        ...call,
        requestId: arrival.requestId,
        codec,
        raw: background ? null : rawRequest(codec, request),
        body,
        head,
        turn,
        dropUnsupported: resolution.dropUnsupported,
        conversation: () => {
          conversation ??= turn?.request() ?? codec.decodeRequest(body);
          return conversation;
        },
      };
      if (background) {
        await answerLater(chatCall, { background, store: gateway.sessions.store }, arrival.answer, trace);
        return;
      }
      if (turn) await inStoreTime(gateway.clock, turn.begin());
      if (keepAlive) await sendStream(chatCall, arrival.answer, trace, keepAlive);
      else await sendWhole(chatCall, arrival.answer, trace);
    },
  };
}

/** `null` when the client means more than its body says, or its answer is kept in another form than its own. */
function rawRequest(codec: ClientCodec, { body, bytes, head, turn, arrival }: RoutedRequest): RawRequest | null {
  const { includeUsage } = head;
  const { passedHeaders, items } = codec;
  const headers = passedHeaders === undefined ? {} : { headers: headersOf(arrival, passedHeaders) };
  if (turn === null) return { body, bytes, includeUsage, ...headers };
  if (!turn.isFirst || !items) return null;
  const answerOverride = items.answerOverride(turn.id, Math.floor(turn.createdAt / 1000));
  return { body, bytes, includeUsage, ...headers, answerOverride };
}

function headersOf(arrival: Arrival, names: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of names) {
    const value = arrival.header(name);
    if (value !== null) headers[name] = value;
  }
  return headers;
}

/** What routing looks at, when part of the conversation is kept here. */
export function surveyTurn(survey: RequestSurvey, { history, affinityName }: SessionTurn): RequestSurvey {
  const whole = history.length === 0 ? survey : surveyWithHistory(survey, history);
  return { ...whole, session: { ...whole.session, conversation: affinityName } };
}
