import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { decideNext } from '../../../core/resilience/decide-next.ts';
import type { Decision, Outcome, Plan, SentExtent, TargetCondition } from '../../../core/resilience/outcome.ts';
import { fakeTarget } from '../../support/fake-target.ts';

export function plan(targets: number, over: Partial<Plan> = {}): Plan {
  return {
    targets: Array.from({ length: targets }, (_, index) => fakeTarget({ label: `p/m${index}` })),
    mainCount: targets,
    fallbacks: { contextWindow: [], contentPolicy: [] },
    isLastResort: false,
    maxAttempts: 4,
    deadline: 600_000,
    jitter: 0.5,
    ...over,
  };
}

export const fine: TargetCondition = { isOpen: false, mayRetry: true };
/** Text that was sent and is known. */
export const cut: SentExtent = { characters: 40, tellingCharacters: 40, isText: true, isKept: true };

export function decide(
  given: Plan,
  outcomes: readonly Outcome[],
  now: number,
  conditions: readonly TargetCondition[] = given.targets.map(() => fine),
): Decision {
  return decideNext(given, outcomes, conditions, now);
}

export function failed(kind: ErrorKind, over: Partial<Outcome> & { retryAfterMs?: number } = {}): Outcome {
  const { retryAfterMs = null, ...rest } = over;
  return {
    targetIndex: 0,
    how: 'call',
    endedAt: 0,
    called: true,
    sent: null,
    error: new GatewayError(kind, `it was ${kind}`, { retryAfterMs }),
    ...rest,
  };
}

export const finished: Outcome = { targetIndex: 0, how: 'call', endedAt: 0, called: true, sent: cut, error: null };
export const later = 50_000;
