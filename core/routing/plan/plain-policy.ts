import type { Target } from '../target.ts';
import type { RoutePolicy } from './route-policy.ts';

/** A policy that is nothing but a list of targets in order. */
export function plainPolicy(targets: readonly Target[]): Omit<RoutePolicy, 'name' | 'reason'> {
  return {
    targets: targets.map((target) => ({ target, weight: 1 })),
    choose: 'ordered',
    tiers: null,
    rules: [],
    fallbacks: { contextWindow: [], contentPolicy: [] },
  };
}
