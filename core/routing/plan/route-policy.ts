import type { Target } from '../target.ts';
import type { Tier } from '../tier/tier.ts';

/** How the first of several targets is chosen; the others follow as its fallbacks. */
export type Choose = 'ordered' | 'weighted' | 'cheapest' | 'fastest' | 'least-busy';

/** A target as a member of a list, with its share of the traffic relative to the others; 0 = only as a fallback. */
export interface WeightedTarget {
  readonly target: Target;
  readonly weight: number;
}

/** A route as the operator wrote it, compiled once: everything `planRoute` needs that is not the request's. */
export interface RoutePolicy {
  /** `null` when a target or a model was asked for by name. */
  readonly name: string | null;
  /** For every request, or, with tiers, for those of tiers that are left out. Empty only when there are tiers. */
  readonly targets: readonly WeightedTarget[];
  readonly choose: Choose;
  /** Lists are not empty. */
  readonly tiers: Readonly<Partial<Record<Tier, readonly WeightedTarget[]>>> | null;
  /** The first that matches decides, before the tier. */
  readonly rules: readonly RouteRule[];
  readonly fallbacks: RouteFallbacks;
  /** The line that explains a plain choice: what the name led to. */
  readonly reason: string;
}

export interface RouteRule {
  /** All must hold. */
  readonly when: readonly RuleTest[];
  readonly targets: readonly WeightedTarget[];
}

export interface RuleTest {
  readonly field: 'metadata' | 'header' | 'principal' | 'tier';
  /** Name within the field (headers in lower case); empty for `tier`. */
  readonly name: string;
  /** One of them has to equal the request's value, or to begin it when it ends in `*`. */
  readonly values: readonly string[];
}

/** Where a request goes when its own targets cannot take it, by what kept them from it. */
export interface RouteFallbacks {
  /** The request was longer than the target's window. */
  readonly contextWindow: readonly Target[];
  /** The provider would not answer on grounds of content; empty = such an answer is final. */
  readonly contentPolicy: readonly Target[];
}
