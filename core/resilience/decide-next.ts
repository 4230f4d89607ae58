import { errorDecisions } from '../errors/error-decisions.ts';
import type { GatewayError } from '../errors/gateway-error.ts';
import { finalError } from './final-error.ts';
import type { Decision, Outcome, Plan, SentExtent, TargetCondition } from './outcome.ts';
import { leastCharacters } from './recovery/starts-again.ts';

const faultWaitMs = 100;
const firstBackoffMs = 250;
const maxBackoffMs = 4000;
/** A provider that asks for a longer wait than this is left for the next target. */
const longestWaitBesideOthersMs = 2000;
const maxSpreadMs = 500;
const spreadShare = 0.1;
/** With nowhere else to go, a wait up to this is sat out; a longer one is told to the client. */
export const longestWaitMs = 10_000;

/**
 * The one decision function: what follows from the attempts so far. Pure, and total:
 * any sequence of outcomes ends within `plan.maxAttempts` calls.
 * @param conditions of the plan's targets, by the same index.
 * @param now monotonic milliseconds.
 */
export function decideNext(
  plan: Plan,
  outcomes: readonly Outcome[],
  conditions: readonly TargetCondition[],
  now: number,
): Decision {
  const last = outcomes.at(-1);
  if (!last) return { do: 'call', targetIndex: firstTarget(plan, conditions) };
  const { error, sent } = last;
  if (!error) return { do: 'finish' };
  const fail = (): Decision => ({ do: 'fail', error: finalError(plan, outcomes) });
  const calls = countCalls(outcomes);
  if (now >= plan.deadline || calls >= plan.maxAttempts || plan.isLastResort) return fail();

  const others = otherTargets(plan, outcomes, last, conditions).filter((index) => begin(plan, index, sent) !== null);
  // A repetition must not take the call of a target that was not asked yet.
  const maySpend = plan.maxAttempts - calls > others.length;
  const condition = conditions[last.targetIndex];
  const again = begin(plan, last.targetIndex, sent);
  // A provider that names a wait is not called during it by anybody, and may be called by this request after it.
  const isPaused = error.kind === 'rate-limit' && error.retryAfterMs !== null;
  if (maySpend && again !== null && condition?.mayRetry && (isPaused || !condition.isOpen)) {
    const waitMs = retryWaitMs(plan, outcomes, last, error, others.length > 0);
    if (waitMs !== null && last.endedAt + waitMs < plan.deadline) {
      const remainingMs = last.endedAt + waitMs - now;
      return remainingMs > 0 ? { do: 'wait', waitMs: remainingMs } : { do: again, targetIndex: last.targetIndex };
    }
  }
  const [next] = others;
  const first = next === undefined ? null : begin(plan, next, sent);
  if (next !== undefined && first !== null) return { do: first, targetIndex: next };
  if (refusesPrefill(last) && condition?.isOpen !== true && mayRestart(plan, last.targetIndex, sent)) {
    return { do: 'restart', targetIndex: last.targetIndex };
  }
  return fail();
}

function firstTarget({ targets }: Plan, conditions: readonly TargetCondition[]): number {
  const closed = targets.findIndex((_, index) => conditions[index]?.isOpen !== true);
  return Math.max(0, closed);
}

/** How an attempt at this target would have to begin; `null` = it cannot go on from what was sent. */
function begin(plan: Plan, targetIndex: number, sent: SentExtent | null): 'call' | 'continue' | 'restart' | null {
  if (sent === null) return 'call';
  const target = plan.targets[targetIndex];
  if (!target || !sent.isKept || target.resilience.recovery === 'error') return null;
  const { recovery } = target.resilience;
  const canContinue =
    target.facts.capabilities.prefill === true && sent.isText && sent.tellingCharacters >= leastCharacters;
  if (recovery === 'continue' && canContinue) return 'continue';
  return mayRestart(plan, targetIndex, sent) ? 'restart' : null;
}

function mayRestart({ targets }: Plan, targetIndex: number, sent: SentExtent | null): boolean {
  return sent?.isKept === true && sent.characters <= (targets[targetIndex]?.resilience.restartMaxChars ?? 0);
}

/** Whoever began the answer had accepted the request: what is refused now is the way of going on. */
function refusesPrefill({ error, how }: Outcome): boolean {
  return how === 'continue' && error?.kind === 'invalid-request';
}

/** The targets that were not tried yet and may do better after this error, in order. */
function otherTargets(
  plan: Plan,
  outcomes: readonly Outcome[],
  { error, sent }: Outcome,
  conditions: readonly TargetCondition[],
): readonly number[] {
  if (!error) return [];
  const refusesToGoOn = sent !== null && error.kind === 'invalid-request';
  if (!errorDecisions[error.kind].fallsBack && !refusesToGoOn) return [];
  const tried = new Set(outcomes.map((outcome) => outcome.targetIndex));
  return candidates(plan, outcomes).filter((index) => !tried.has(index) && conditions[index]?.isOpen !== true);
}

/** Who may be asked after all that was said so far: a refusal on principle, or of the length, holds to the end. */
function candidates(plan: Plan, outcomes: readonly Outcome[]): readonly number[] {
  const { targets, mainCount, fallbacks } = plan;
  if (outcomes.some(({ error }) => error?.kind === 'content-policy')) return fallbacks.contentPolicy;
  const main = Array.from({ length: mainCount }, (_, index) => index);
  const tooSmall = outcomes.filter(({ error }) => error?.kind === 'context-too-long');
  if (tooSmall.length === 0) return main;
  if (fallbacks.contextWindow.length > 0) return fallbacks.contextWindow;
  const windows = tooSmall.map(
    ({ targetIndex }) => targets[targetIndex]?.facts.contextWindow ?? Number.POSITIVE_INFINITY,
  );
  const largest = Math.max(...windows);
  return main.filter((index) => (targets[index]?.facts.contextWindow ?? 0) > largest);
}

/** A target that was not called costs no attempt. */
function countCalls(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ called }) => called).length;
}

/** A crowd that was told the same time does not come back at once. @param jitter in [0, 1). */
export function spread(namedMs: number, jitter: number): number {
  return namedMs + Math.round(jitter * Math.min(maxSpreadMs, namedMs * spreadShare));
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
    const { retryAfterMs } = error;
    if (retryAfterMs > (othersRemain ? longestWaitBesideOthersMs : longestWaitMs)) return null;
    return spread(retryAfterMs, plan.jitter);
  }
  return Math.round(Math.min(maxBackoffMs, firstBackoffMs * 2 ** (triesHere - 1)) * plan.jitter);
}
