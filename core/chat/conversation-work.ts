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
import { holdSession } from './hold-session.ts';
import type { RequestWork, RoutedRequest } from './request-work.ts';
import { sendStream } from './send-stream.ts';
import { sendWhole } from './send-whole.ts';

/** Answering a conversation, in the format the client speaks. */
export function conversationWork(codec: ClientCodec): RequestWork {
  return {
    decodeHead: (body) => codec.decodeHead(body),
    resolve: (models, model) => models.resolve(model),
    openTurn({ arrival, body, head, gateway: { sessions, clock, background }, totalMs }) {
      const runsForMs = backgroundOf(head, background)?.runsForMs ?? totalMs;
      const session = sessionOfRequest(head.state, (name) => arrival.header(name));
      const isStored = head.state?.store === true;
      // What it only refers to is kept here; whoever answers cannot know it.
      const refers = codec.items !== undefined && codec.items.references(body).length > 0;
      if (session === null && !isStored && !refers) return null;
      const { model } = head;
      return SessionTurn.open({ sessions, codec, body, model, session, isStored, now: clock.now(), runsForMs });
    },
    surveyRequest(body, _resolution, turn) {
      return turn === null ? codec.surveyRequest(body) : surveyTurn(codec.surveyRequest(turn.body), turn);
    },
    async answer({ arrival, gateway, body, bytes, head, turn, resolution, call, trace, keepAlive }) {
      let conversation: ConversationRequest | null = null;
      const { passedHeaders } = codec;
      const headers = passedHeaders && headersOf(arrival, passedHeaders);
      const background = backgroundOf(head, gateway.background);
      const chatCall: ChatCall = {
        ...call,
        ...(headers && { passedHeaders: headers }),
        requestId: arrival.requestId,
        codec,
        raw: background ? null : rawRequest(codec, { body, bytes, head, turn }, headers),
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
      const letGo = turn && (await holdSession(turn, gateway));
      try {
        if (keepAlive) await sendStream(chatCall, arrival.answer, trace, keepAlive);
        else await sendWhole(chatCall, arrival.answer, trace);
      } finally {
        letGo?.();
      }
    },
  };
}

/** `null` when the client means more than its body says, or its answer is kept in another form than its own. */
function rawRequest(
  { items }: ClientCodec,
  { body, bytes, head, turn }: Pick<RoutedRequest, 'body' | 'bytes' | 'head' | 'turn'>,
  passed: Record<string, string> | undefined,
): RawRequest | null {
  const { includeUsage } = head;
  const headers = passed && { headers: passed };
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
export function surveyTurn(survey: RequestSurvey, turn: SessionTurn): RequestSurvey {
  const { history, affinityName, historyLengths: lengths, maxPromptShare: maxShare } = turn;
  const whole = history.length === 0 ? survey : surveyWithHistory(survey, history);
  return { ...whole, kept: { lengths, maxShare }, session: { ...whole.session, conversation: affinityName } };
}
