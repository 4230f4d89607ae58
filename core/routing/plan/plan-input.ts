import type { AffinityStore } from '../../ports/affinity-store.ts';
import type { TargetLoad } from '../../ports/target-stats.ts';
import type { Target } from '../target.ts';
import type { Tier } from '../tier/tier.ts';
import type { RequestSurvey } from './request-survey.ts';
import type { RoutePolicy } from './route-policy.ts';

/** What a route is chosen from. Everything that costs something is a function, called only when it is needed. */
export interface PlanInput {
  readonly policy: RoutePolicy;
  survey(): RequestSurvey;
  classify(survey: RequestSurvey): Tier;
  /** A header of the request, by its name in lower case. */
  header(name: string): string | null;
  /** Who calls: `id`, `tier`, and whatever else rules may ask for; `null` = nobody in particular. */
  readonly principal: Readonly<Record<string, string>> | null;
  load(target: Target): TargetLoad;
  breaker(target: Target): BreakerPhase;
  /** `null` = nothing is remembered. */
  readonly affinity: AffinityStore | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** In [0, 1), drawn once per request. */
  readonly random: number;
}

export interface BreakerPhase {
  /** `half-open`: only one call, the probe, is let through. */
  readonly phase: 'closed' | 'open' | 'half-open';
  /** When a call may be let through next, milliseconds since the epoch; `null` = now. */
  readonly nextCallAt: number | null;
  /** The provider has asked to be left alone until then; absent = no. */
  readonly isPause?: boolean;
}
