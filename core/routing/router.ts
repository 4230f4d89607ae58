import type { AffinityStore } from '../ports/affinity-store.ts';
import type { BreakerStore } from '../ports/breaker-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { TargetStats } from '../ports/target-stats.ts';
import type { Resolution } from './model-directory.ts';
import type { BreakerPhase } from './plan/plan-input.ts';
import { planRoute } from './plan/plan-route.ts';
import type { RequestSurvey } from './plan/request-survey.ts';
import type { RoutePlan } from './plan/route-plan.ts';
import type { Target } from './target.ts';
import { classifyTier } from './tier/classify-tier.ts';
import type { TierDecision } from './tier/tier-decision.ts';
import { tierInputOf } from './tier/tier-input.ts';
import type { TierWeights } from './tier/tier-weights.ts';
import { TurnMemory } from './tier/turn-memory.ts';

export interface RouterOptions {
  /** Asked for by the first request whose tier decides, and kept. */
  weights(): TierWeights;
  readonly stats: TargetStats;
  readonly breakers: BreakerStore;
  readonly affinity: AffinityStore;
  readonly clock: Clock;
  /** A number in [0, 1). */
  random(): number;
}

/** What routing asks of a request.  */
export interface RoutableRequest {
  survey(): RequestSurvey;
  /** A header, by its name in lower case; `null` when it is not there. */
  header(name: string): string | null;
  /** Who calls; `null` = nobody in particular. */
  readonly principal: Readonly<Record<string, string>> | null;
}

/** Where a request goes, and what made it go there. */
export interface Routed {
  readonly survey: RequestSurvey;
  readonly plan: RoutePlan;
  /** `null` when no tier was needed. */
  readonly tier: TierDecision | null;
}

const closed: BreakerPhase = { phase: 'closed', nextCallAt: null };

/** Decides where requests go, with what this process knows of its targets and sessions. */
export class Router {
  readonly #options: RouterOptions;
  #judge: { readonly weights: TierWeights; readonly turns: TurnMemory } | null = null;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  async route({ policy, targets }: Resolution, request: RoutableRequest): Promise<Routed> {
    const { stats, breakers, affinity, clock, random } = this.#options;
    const labels = targets.map(({ label }) => label);
    const asked = breakers.view(labels);
    const views = asked instanceof Promise ? await asked : asked;
    const breakerOf = new Map<string, BreakerPhase>();
    for (const [index, label] of labels.entries()) breakerOf.set(label, views[index] ?? closed);
    const survey = request.survey();
    let tier: TierDecision | null = null;
    const classify = () => {
      const { weights, turns } = this.#judging();
      tier = classifyTier(tierInputOf(survey), weights, turns);
      return tier.tier;
    };
    const plan = planRoute({
      policy,
      survey: () => survey,
      classify,
      header: request.header,
      principal: request.principal,
      load: ({ label }) => stats.load(label),
      breaker: ({ label }) => breakerOf.get(label) ?? closed,
      affinity,
      now: clock.now(),
      random: random(),
    });
    return { survey, plan, tier };
  }

  #judging() {
    if (this.#judge === null) {
      const weights = this.#options.weights();
      this.#judge = { weights, turns: new TurnMemory(weights) };
    }
    return this.#judge;
  }

  /** The target that answered is the one its session comes back to. */
  remember({ plan: { affinityKey } }: Routed, { label }: Target): void {
    if (affinityKey !== null) this.#options.affinity.remember(affinityKey, label, this.#options.clock.now());
  }
}
