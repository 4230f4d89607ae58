import { GatewayError, invalidRequest } from '../errors/gateway-error.ts';
import type { Arrival } from '../ports/arrival.ts';
import { longestWaitMs, spread } from '../resilience/decide-next.ts';
import { requestFlags } from '../rollout/request-flags.ts';
import { anonymousScope } from '../sessions/sessions.ts';
import { refuseBackground } from './answer-later.ts';
import { type Claim, claimRequest, idempotencyHeader } from './answer-once.ts';
import { attemptPlan } from './attempt-plan.ts';
import type { Gateway } from './gateway.ts';
import { inStoreTime } from './in-store-time.ts';
import { KeepAlive } from './keep-alive.ts';
import { parseBody } from './parse-body.ts';
import { pause } from './pause.ts';
import { RequestTrace } from './request-trace.ts';
import type { RequestWork } from './request-work.ts';

/**
 * The way of one request, from its arrival to its last byte and its event.
 * Never rejects: whatever goes wrong becomes the client's error and the event's.
 */
export async function answerRequest(arrival: Arrival, gateway: Gateway, work: RequestWork): Promise<void> {
  const { clock, admission } = gateway;
  const trace = new RequestTrace(arrival, gateway);
  let isAdmitted = false;
  let endTimers: (() => void) | null = null;
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
    const head = work.decodeHead(body);
    trace.asked(head, bytes);
    // leg
    const flags = gateway.flags ? await requestFlags(gateway.flags, anonymousScope) : null;
    trace.flags = flags;
    if (flags?.backgroundAnswers === false) refuseBackground(head);
    // resolve
    const resolution = work.resolve(gateway.models, head.model);
    trace.resolution = resolution;
    const { limits } = resolution;
    const { totalMs } = limits;
    const key = arrival.header(idempotencyHeader);
    const claimed = key === null ? null : await claimRequest(key, arrival, bytes, gateway);
    if (claimed && 'body' in claimed) {
      trace.replayed();
      arrival.answer.replay(claimed);
      return;
    }
    claim = claimed;
    const beganAt = clock.monotonic();
    const deadline = clock.schedule(totalMs, () => arrival.abort(pastDeadline(totalMs)));
    const keepAlive = head.stream ? new KeepAlive(arrival, trace, clock) : null;
    endTimers = () => {
      deadline.cancel();
      keepAlive?.end();
    };
    // load
    const opening = work.openTurn?.({ arrival, body, head, gateway, totalMs });
    const turn = opening ? await inStoreTime(clock, opening) : null;
    trace.turn = turn;
    // rank
    const route = () =>
      gateway.router.route(resolution, {
        survey: () => work.surveyRequest(body, resolution, turn),
        header: (name) => arrival.header(name),
        principal: null,
      });
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
    const call = {
      plan: attemptPlan(routed.plan, { limits, now: beganAt, jitter: gateway.random() }),
      expectedTokens: routed.plan.estimates.map(({ familyInputTokens }) => familyInputTokens),
      choiceCount: routed.survey.choiceCount,
      processing: head.processing,
      journal: trace.journal,
      clock,
      health: gateway.health,
      targetStats: gateway.targetStats,
      signal: arrival.signal,
      ...(flags && { mayGoOn: flags.streamRecovery }),
    };
    await work.answer({ arrival, gateway, body, bytes, head, turn, resolution, call, trace, keepAlive });
    if (claim) await claim.finish();
    if (trace.journal.target) gateway.router.remember(routed, trace.journal.target);
  } catch (thrown) {
    endTimers?.();
    const error = toGatewayError(thrown, arrival.signal, trace.journal.target?.label ?? null);
    // First, so that a client that tries again at once finds nothing in its way.
    await Promise.all([trace.turn && trace.release(trace.turn, error), claim?.release()]);
    trace.failed(error);
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

/** @param asked the target that was asked; `null` = none yet. */
function toGatewayError(thrown: unknown, signal: AbortSignal, asked: string | null): GatewayError {
  if (signal.aborted && signal.reason instanceof GatewayError) return signal.reason;
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message)) {
    if (asked === null) return invalidRequest(null, 'The request body is nested too deeply.');
    // What was asked could be written for the provider; what it answered cannot be for the client.
    return new GatewayError('broken-answer', `${asked} answered with JSON that is nested too deeply.`);
  }
  return new GatewayError('internal', 'The gateway itself failed on this request; its log says more.', {
    cause: thrown,
  });
}
