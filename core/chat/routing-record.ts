import type { RoutingRecord } from '../ports/event-log.ts';
import type { Routed } from '../routing/router.ts';

/** What the request's event tells of where it was sent. */
export function routingRecord({ plan, tier }: Routed): RoutingRecord {
  return {
    chosenBy: plan.chosenBy,
    rule: plan.rule,
    tier,
    affinity: plan.affinity,
    lastResort: plan.lastResort,
    candidates: plan.targets.map((target, index) => {
      const estimate = plan.estimates[index];
      return {
        target: target.label,
        inputTokens: estimate?.inputTokens ?? null,
        outputTokens: estimate?.outputTokens ?? null,
        costUsd: estimate?.costUsd ?? null,
        lowered: plan.lowered.find((passed) => passed.target === target)?.reason ?? null,
      };
    }),
    fallbacks: {
      contextWindow: plan.fallbacks.contextWindow.map(({ label }) => label),
      contentPolicy: plan.fallbacks.contentPolicy.map(({ label }) => label),
    },
    excluded: plan.excluded.map(({ target, by, reason }) => ({ target: target.label, by, reason })),
  };
}
