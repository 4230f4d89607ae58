import type { ConversationRequest } from '../conversation/conversation-request.ts';
import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { Arrival } from '../ports/arrival.ts';
import { longestWaitMs, spread } from '../resilience/decide-next.ts';
import { attemptPlan } from './attempt-plan.ts';
import type { ChatCall } from './chat-call.ts';
import type { Gateway } from './gateway.ts';
import { KeepAlive } from './keep-alive.ts';
import { parseBody } from './parse-body.ts';
import { pause } from './pause.ts';
import { RequestTrace } from './request-trace.ts';
import { sendStream } from './send-stream.ts';
import { sendWhole } from './send-whole.ts';

/**
 * The way of one request, from its arrival to its last byte and its event.
 * Never rejects: whatever goes wrong becomes the client's error and the event's.
 */
export async function answerRequest(arrival: Arrival, gateway: Gateway): Promise<void> {
  const { clock, admission } = gateway;
  const trace = new RequestTrace(arrival, gateway);
  let isAdmitted = false;
  let endTimers: (() => void) | null = null;
  let keepAlive: KeepAlive | null = null;
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
    const head = arrival.codec.decodeHead(body);
    trace.asked(head, bytes);
    // resolve
    const resolution = gateway.models.resolve(head.model);
    trace.resolution = resolution;
    // rank
    const { limits } = resolution;
    const { totalMs } = limits;
    const route = () =>
      gateway.router.route(resolution, {
        survey: () => arrival.codec.surveyRequest(body),
        header: (name) => arrival.header(name),
        principal: null,
      });
    const beganAt = clock.monotonic();
    const deadline = clock.schedule(totalMs, () => arrival.abort(pastDeadline(totalMs)));
    keepAlive = head.stream ? new KeepAlive(arrival, trace, clock) : null;
    endTimers = () => {
      deadline.cancel();
      keepAlive?.end();
    };
    let routed = await route();
    const { waitMs } = routed.plan;
    if (waitMs !== null && waitMs <= longestWaitMs && waitMs < totalMs) {
      const pauseMs = spread(waitMs, gateway.random());
      trace.waitedMs += pauseMs;
      await pause(clock, pauseMs, arrival.signal);
      routed = await route();
    }
    trace.routed = routed;
    if (routed.plan.error) throw routed.plan.error;
    // attempts
    let conversation: ConversationRequest | null = null;
    const call: ChatCall = {
      requestId: arrival.requestId,
      codec: arrival.codec,
      raw: { body, bytes, includeUsage: head.includeUsage },
      plan: attemptPlan(routed.plan, { limits, now: beganAt, jitter: gateway.random() }),
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
        conversation ??= arrival.codec.decodeRequest(body);
        return conversation;
      },
    };
    if (keepAlive) await sendStream(call, head, arrival.answer, trace, keepAlive);
    else await sendWhole(call, head, arrival.answer, trace);
    if (trace.journal.target) gateway.router.remember(routed, trace.journal.target);
  } catch (thrown) {
    endTimers?.();
    trace.failed(toGatewayError(thrown, arrival.signal));
  } finally {
    endTimers?.();
    if (isAdmitted) admission.leave();
    // end
    trace.end();
  }
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
