import type { Plan } from '../resilience/outcome.ts';
import type { CallLimits } from '../resilience/resilience-settings.ts';
import type { RoutePlan } from '../routing/plan/route-plan.ts';
import type { Target } from '../routing/target.ts';

export interface AttemptPlanOptions {
  readonly limits: CallLimits;
  /** When the call began, monotonic milliseconds. */
  readonly now: number;
  /** In [0, 1). */
  readonly jitter: number;
}

/** What may be tried, from where the request was routed to. */
export function attemptPlan(route: RoutePlan, { limits, now, jitter }: AttemptPlanOptions): Plan {
  const targets = [...route.targets];
  const place = (target: Target): number => {
    const known = targets.indexOf(target);
    return known === -1 ? targets.push(target) - 1 : known;
  };
  const { contextWindow, contentPolicy } = route.fallbacks;
  return {
    targets,
    mainCount: route.targets.length,
    fallbacks: { contextWindow: contextWindow.map(place), contentPolicy: contentPolicy.map(place) },
    isLastResort: route.lastResort,
    maxAttempts: limits.maxAttempts,
    deadline: now + limits.totalMs,
    jitter,
  };
}
