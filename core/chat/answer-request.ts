import type { ConversationRequest } from '../conversation/conversation-request.ts';
import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { RawRequest } from '../ports/chat-model.ts';
import type { JsonObject, RequestHead } from '../ports/wire-codec.ts';
import { longestWaitMs } from '../resilience/decide-next.ts';
import type { RequestSurvey } from '../routing/plan/request-survey.ts';
import { surveyWithHistory } from '../routing/plan/survey-history.ts';
import { sessionOfRequest } from '../sessions/session-of-request.ts';
import { SessionTurn } from '../sessions/session-turn.ts';
import { answerLater, backgroundOf } from './answer-later.ts';
import { type Claim, claimRequest } from './answer-once.ts';
import { attemptPlan } from './attempt-plan.ts';
import type { ChatCall } from './chat-call.ts';
import type { Gateway } from './gateway.ts';
import { inStoreTime } from './in-store-time.ts';
import { parseBody } from './parse-body.ts';
import { pause } from './pause.ts';
import { RequestTrace } from './request-trace.ts';
import { sendStream } from './send-stream.ts';
import { sendWhole } from './send-whole.ts';

/** Beside the time of the whole call: what keeping its answer may take. */
const turnMarginMs = 60_000;

/**
 * The way of one request, from its arrival to its last byte and its event.
 * Never rejects: whatever goes wrong becomes the client's error and the event's.
 */
export async function answerRequest(arrival: Arrival, gateway: Gateway): Promise<void> {
  const { clock, admission } = gateway;
  const trace = new RequestTrace(arrival, gateway);
  let isAdmitted = false;
  let endDeadline: (() => void) | null = null;
  let turn: SessionTurn | null = null;
  let claim: Claim | null = null;
  try {
    // principal
    arrival.authorize();
    // admit
    const arrivedAt = clock.monotonic();
    const place = admission.enter(arrival.signal);
    if (place) await place;
    isAdmitted = true;
    // decode
    const bytes = await arrival.readBody();
    trace.waitedMs = clock.monotonic() - arrivedAt;
    const body = parseBody(bytes);
    const { codec } = arrival;
    const head = codec.decodeHead(body);
    trace.asked(head, bytes);
    const background = backgroundOf(head, gateway.background);
    // resolve
    const resolution = gateway.models.resolve(head.model);
    trace.resolution = resolution;
    const { sessions } = gateway;
    const claimed = await inStoreTime(clock, claimRequest(arrival, bytes, sessions, resolution.limits.totalMs));
    if (claimed && 'body' in claimed) {
      trace.replayed();
      arrival.answer.replay(claimed);
      return;
    }
    claim = claimed;
    // load
    const session = sessionOfRequest(head.state, (name) => arrival.header(name));
    const isStored = head.state?.store === true;
    if (session !== null || isStored) {
      const { model } = head;
      const runsForMs = background?.runsForMs ?? resolution.limits.totalMs + turnMarginMs;
      const opened = SessionTurn.open({ sessions, codec, body, model, session, isStored, now: clock.now(), runsForMs });
      turn = await inStoreTime(clock, opened);
      trace.turn = turn;
    }
    const survey = () => {
      const found = codec.surveyRequest(turn?.body ?? body);
      return turn === null ? found : surveyInSession(found, turn);
    };
    // rank
    const { limits } = resolution;
    const { totalMs } = limits;
    const route = () =>
      gateway.router.route(resolution, {
        survey,
        header: (name) => arrival.header(name),
        principal: null,
      });
    let routed = await route();
    const { waitMs } = routed.plan;
    if (waitMs !== null && waitMs <= Math.min(longestWaitMs, totalMs)) {
      trace.waitedMs += waitMs;
      await pause(clock, waitMs, arrival.signal);
      routed = await route();
    }
    trace.routed = routed;
    if (routed.plan.error) throw routed.plan.error;
    const deadline = clock.schedule(totalMs, () => arrival.abort(pastDeadline(totalMs)));
    endDeadline = () => deadline.cancel();
    // attempts
    let conversation: ConversationRequest | null = null;
    const call: ChatCall = {
      requestId: arrival.requestId,
      codec,
      raw: turn === null ? rawRequest(body, bytes, head, arrival) : null,
      body,
      head,
      turn,
      plan: attemptPlan(routed.plan, { limits, now: clock.monotonic(), jitter: gateway.random() }),
      expectedTokens: routed.plan.estimates.map(({ familyInputTokens }) => familyInputTokens),
      choiceCount: routed.survey.choiceCount,
      processing: head.processing,
      dropUnsupported: resolution.dropUnsupported,
      journal: trace.journal,
      clock,
      health: gateway.health,
      targetStats: gateway.targetStats,
      signal: arrival.signal,
      conversation: () => {
        conversation ??= turn?.request() ?? codec.decodeRequest(body);
        return conversation;
      },
    };
    if (background) {
      await answerLater(call, { background, store: sessions.store }, arrival.answer, trace);
      await claim?.finish();
      return;
    }
    if (turn) await inStoreTime(clock, turn.begin());
    if (head.stream) await sendStream(call, arrival.answer, trace);
    else await sendWhole(call, arrival.answer, trace);
    await claim?.finish();
    if (trace.journal.target) gateway.router.remember(routed, trace.journal.target);
  } catch (thrown) {
    const error = toGatewayError(thrown, arrival.signal);
    // First, so that a client that tries again at once finds nothing in its way.
    if (turn) await trace.release(turn, error);
    await claim?.release();
    trace.failed(error);
  } finally {
    endDeadline?.();
    if (isAdmitted) admission.leave();
    // end
    trace.end();
  }
}

function rawRequest(body: JsonObject, bytes: Buffer, { includeUsage }: RequestHead, arrival: Arrival): RawRequest {
  const headers = arrival.codec.passedHeaders?.flatMap((name) => {
    const value = arrival.header(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { body, bytes, includeUsage, ...(headers ? { headers: Object.fromEntries(headers) } : {}) };
}

/** What routing looks at, when part of the conversation is kept here. */
function surveyInSession(survey: RequestSurvey, { history, affinityName }: SessionTurn): RequestSurvey {
  const whole = history.length === 0 ? survey : surveyWithHistory(survey, history);
  return { ...whole, session: { ...whole.session, conversation: affinityName } };
}

function pastDeadline(totalMs: number): GatewayError {
  return new GatewayError('deadline', `The whole call took longer than ${totalMs / 1000} s (timeouts.totalMs).`);
}

function toGatewayError(thrown: unknown, signal: AbortSignal): GatewayError {
  if (signal.aborted && signal.reason instanceof GatewayError) return signal.reason;
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) {
    return invalidRequest(null, 'The request body is nested too deeply.');
  }
  return new GatewayError('internal', 'The gateway itself failed on this request; its log says more.', {
    cause: thrown,
  });
}
