import { InMemoryAffinityStore } from '../adapters/in-memory/in-memory-affinity-store.ts';
import { InMemoryRetryBudget } from '../adapters/in-memory/in-memory-retry-budget.ts';
import { InMemoryTargetStats } from '../adapters/in-memory/in-memory-target-stats.ts';
import type { Gateway } from '../core/chat/gateway.ts';
import type { BreakerStore } from '../core/ports/breaker-store.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import { Admission } from '../core/resilience/admission.ts';
import { TargetHealth } from '../core/resilience/target-health.ts';
import { Router } from '../core/routing/router.ts';
import type { TierWeights } from '../core/routing/tier/tier-weights.ts';

export interface ApartOptions {
  /** Where its requests are told. */
  readonly events: EventLog;
  readonly weights: TierWeights;
}

const closed = { phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 0 } as const;

/** Every call passes, and none leaves a trace. */
const openToAll: BreakerStore = {
  view: (targets) => targets.map(() => closed),
  report() {},
  claimProbe: () => null,
};

/** A gateway for answers that a provider gave elsewhere and before: they take no place, and teach nothing of targets. */
export function gatewayApart(gateway: Gateway, { events, weights }: ApartOptions): Gateway {
  const { clock, random } = gateway;
  const targetStats = new InMemoryTargetStats(clock);
  const affinity = new InMemoryAffinityStore();
  return {
    ...gateway,
    events,
    targetStats,
    admission: new Admission({ maxConcurrent: Number.MAX_SAFE_INTEGER, queue: { length: 0, waitMs: 0 } }, clock),
    health: new TargetHealth(openToAll, new InMemoryRetryBudget(), clock),
    router: new Router({ weights: () => weights, stats: targetStats, breakers: openToAll, affinity, clock, random }),
  };
}
