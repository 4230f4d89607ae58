import type { RoutingRecord } from '../ports/event-log.ts';
import type { TierDecision, TierSignal } from '../routing/tier/tier-decision.ts';

/** A routing record as explanations give it out: with the signals that decided on the tier. */
export interface ToldRouting extends Omit<RoutingRecord, 'tier'> {
  readonly tier: (Omit<TierDecision, 'signals'> & { readonly signals: readonly TierSignal[] }) | null;
}

export function toldRouting(routing: RoutingRecord): ToldRouting {
  const { tier } = routing;
  return { ...routing, tier: tier && { ...tier, signals: tier.signals() } };
}
