import type { TargetLoad } from '../../../core/ports/target-stats.ts';
import type { ModelPrice } from '../../../core/routing/model-facts.ts';
import type { BreakerPhase, PlanInput } from '../../../core/routing/plan/plan-input.ts';
import { planRoute } from '../../../core/routing/plan/plan-route.ts';
import type { RoutePlan } from '../../../core/routing/plan/route-plan.ts';
import type { RoutePolicy, WeightedTarget } from '../../../core/routing/plan/route-policy.ts';
import type { Target } from '../../../core/routing/target.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';

export const idle: TargetLoad = {
  inFlight: 0,
  requestsLastMinute: 0,
  tokensLastMinute: 0,
  firstTokenMs: null,
  tokenFactor: 1,
  meanOutputTokens: null,
};
export const closed: BreakerPhase = { phase: 'closed', nextCallAt: null };
export const noon = Date.UTC(2026, 10, 21, 12);

export function weighted(...targets: readonly (Target | readonly [Target, number])[]): WeightedTarget[] {
  return targets.map((entry) =>
    'label' in entry ? { target: entry, weight: 1 } : { target: entry[0], weight: entry[1] },
  );
}

export function policy(over: Partial<RoutePolicy> = {}): RoutePolicy {
  return {
    name: 'auto',
    targets: [],
    choose: 'ordered',
    tiers: null,
    rules: [],
    fallbacks: { contextWindow: [], contentPolicy: [] },
    reason: 'the usual way',
    ...over,
  };
}

export interface PlanOptions extends Partial<Omit<PlanInput, 'load' | 'breaker' | 'policy'>> {
  /** By label; everything else is idle. */
  readonly loads?: Readonly<Record<string, Partial<TargetLoad>>>;
  /** By label: when the breaker lets a call through again. */
  readonly openUntil?: Readonly<Record<string, number>>;
  /** By label: until when its provider has asked to be left alone. */
  readonly pausedUntil?: Readonly<Record<string, number>>;
}

export function plan(route: Partial<RoutePolicy>, options: PlanOptions = {}): RoutePlan {
  const { loads = {}, openUntil = {}, pausedUntil = {}, ...over } = options;
  return planRoute({
    policy: policy(route),
    survey: () => fakeSurvey(),
    classify: () => 'complex',
    header: () => null,
    principal: null,
    load: ({ label }) => ({ ...idle, ...loads[label] }),
    breaker({ label }) {
      const isPause = label in pausedUntil;
      const nextCallAt = (isPause ? pausedUntil[label] : openUntil[label]) ?? null;
      return nextCallAt === null ? closed : { phase: 'open', nextCallAt, isPause };
    },
    affinity: null,
    now: noon,
    random: 0.5,
    ...over,
  });
}

export function names({ targets }: Pick<RoutePlan, 'targets'>): string[] {
  return targets.map(({ name }) => name);
}

export function price(input: number | null, output: number | null, over: Partial<ModelPrice> = {}): ModelPrice {
  return { minInputTokens: 0, processing: 'standard', input, output, cacheRead: null, cacheWrite: {}, ...over };
}
