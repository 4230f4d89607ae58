import { errorDecisions } from '../errors/error-decisions.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import { finalError } from './final-error.ts';
import type { Decision, Outcome, Plan } from './outcome.ts';

const faultWaitMs = 100;
const firstBackoffMs = 250;
const maxBackoffMs = 4000;
/** A provider that asks for a longer wait than this is left for the next target. */
const longestWaitBesideOthersMs = 2000;
/** With nowhere else to go, a wait up to this is sat out; a longer one is told to the client. */
const longestWaitMs = 10_000;

/**
 * The one decision function: what follows from the attempts so far. Pure, and total:
 * any sequence of outcomes ends within `plan.maxAttempts` calls.
 * @param now monotonic milliseconds.
 */
export function decideNext(plan: Plan, outcomes: readonly Outcome[], now: number): Decision {
  const last = outcomes.at(-1);
  if (!last) return { do: 'call', targetIndex: 0 };
  const { error } = last;
  if (!error) return { do: 'finish' };
  const decision = errorDecisions[error.kind];
  const fail: Decision = { do: 'fail', error: finalError(plan, outcomes) };
  if (last.sent || now >= plan.deadline) return fail;
  if (countCalls(outcomes) >= plan.maxAttempts) return fail;

  const untried = decision.fallsBack ? plan.targets.length - 1 - last.targetIndex : 0;
  const hasNext = untried > 0;
  // A repetition must not take the call of a target that was not asked yet.
  const maySpend = plan.maxAttempts - countCalls(outcomes) > untried;
  const waitMs = maySpend ? retryWaitMs(plan, outcomes, last, error, hasNext) : null;
  if (waitMs !== null && last.endedAt + waitMs < plan.deadline) {
    const remainingMs = last.endedAt + waitMs - now;
    return remainingMs > 0 ? { do: 'wait', waitMs: remainingMs } : { do: 'call', targetIndex: last.targetIndex };
  }
  if (hasNext) return { do: 'call', targetIndex: last.targetIndex + 1 };
  return fail;
}

/** A target that was not called costs no attempt. */
function countCalls(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ called }) => called).length;
}

/** How long to wait before the same target is tried again; `null` = not again. */
function retryWaitMs(
  plan: Plan,
  outcomes: readonly Outcome[],
  last: Outcome,
  error: GatewayError,
  othersRemain: boolean,
): number | null {
  const { retry } = errorDecisions[error.kind];
  const retries = plan.targets[last.targetIndex]?.resilience.retries ?? 0;
  const triesHere = outcomes.filter(({ targetIndex }) => targetIndex === last.targetIndex).length;
  if (retry === 'no' || triesHere > (retry === 'once' ? Math.min(1, retries) : retries)) return null;
  if (retry === 'once') return Math.round(faultWaitMs * plan.jitter);
  if (error.retryAfterMs !== null) {
    return error.retryAfterMs <= (othersRemain ? longestWaitBesideOthersMs : longestWaitMs) ? error.retryAfterMs : null;
  }
  return Math.round(Math.min(maxBackoffMs, firstBackoffMs * 2 ** (triesHere - 1)) * plan.jitter);
}
