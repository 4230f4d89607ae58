import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { Arrival } from '../ports/arrival.ts';
import { longestWaitMs } from '../resilience/decide-next.ts';
import { attemptPlan } from './attempt-plan.ts';
import { conversationWork } from './conversation-work.ts';
import type { Gateway } from './gateway.ts';
import { parseBody } from './parse-body.ts';
import { pause } from './pause.ts';
import { RequestTrace } from './request-trace.ts';
import type { RequestWork } from './request-work.ts';

/**
 * The way of one request, from its arrival to its last byte and its event.
 * Never rejects: whatever goes wrong becomes the client's error and the event's.
 * @param work what is asked for; default: to answer a conversation.
 */
export async function answerRequest(
  arrival: Arrival,
  gateway: Gateway,
  work: RequestWork = conversationWork(arrival.codec),
): Promise<void> {
  const { clock, admission } = gateway;
  const trace = new RequestTrace(arrival, gateway);
  let isAdmitted = false;
  let endDeadline: (() => void) | null = null;
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
    const head = work.decodeHead(body);
    trace.asked(head, bytes);
    // resolve
    const resolution = work.resolve(gateway.models, head.model);
    trace.resolution = resolution;
    // rank
    const { limits } = resolution;
    const { totalMs } = limits;
    const route = () =>
      gateway.router.route(resolution, {
        survey: () => work.surveyRequest(body, resolution),
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
    const call = {
      plan: attemptPlan(routed.plan, { limits, now: clock.monotonic(), jitter: gateway.random() }),
      expectedTokens: routed.plan.estimates.map(({ familyInputTokens }) => familyInputTokens),
      choiceCount: routed.survey.choiceCount,
      processing: head.processing,
      journal: trace.journal,
      clock,
      health: gateway.health,
      targetStats: gateway.targetStats,
      signal: arrival.signal,
    };
    await work.answer({ arrival, body, bytes, head, resolution, call, trace });
    if (trace.journal.target) gateway.router.remember(routed, trace.journal.target);
  } catch (thrown) {
    trace.failed(toGatewayError(thrown, arrival.signal));
  } finally {
    endDeadline?.();
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
