import { InMemoryAffinityStore } from '../../adapters/in-memory/in-memory-affinity-store.ts';
import { InMemoryRetryBudget } from '../../adapters/in-memory/in-memory-retry-budget.ts';
import { InMemoryTargetStats } from '../../adapters/in-memory/in-memory-target-stats.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import { embeddingModelRows } from '../../config/embedding-models.ts';
import { loadModelRows } from '../../config/model-catalogue.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import type { BreakerStore } from '../../core/ports/breaker-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EventLog, NoticeEvent, RequestEvent } from '../../core/ports/event-log.ts';
import { Admission } from '../../core/resilience/admission.ts';
import type { BreakerSettings } from '../../core/resilience/breaker/breaker-settings.ts';
import { TargetHealth } from '../../core/resilience/target-health.ts';
import { Router } from '../../core/routing/router.ts';
import type { Sessions } from '../../core/sessions/sessions.ts';
import { breakerSettings } from '../breaker-settings.ts';
import { buildModels } from '../build-models.ts';
import { connectProviders } from '../chat-models.ts';
import { loadTierWeights } from '../load-tier-weights.ts';
import type { Closable } from './live-gateway.ts';

/** What outlives a configuration. */
export interface DeployedParts {
  readonly clock: Clock;
  readonly log: EventLog;
  /** As `Gateway.afterwards`. */
  readonly afterwards: (work: Promise<unknown>) => void;
  /** Made anew for each configuration; connections to tables are few and are closed with it. */
  sessions(settings: Pick<Sessions, 'keepMs' | 'maxPromptShare'>): Sessions & Closable;
  /** The breakers of the fleet. @param settingsOf by a target's label. */
  breakers(settingsOf: (label: string) => BreakerSettings): BreakerStore;
}

export interface DeployedGateway extends Closable {
  readonly gateway: Omit<Gateway, 'background'>;
  readonly config: EffectiveConfig;
}

/** A configuration wired to the deployment's tables and log: what requests and the tasks of workflows are served with. */
export async function buildDeployedGateway(config: EffectiveConfig, parts: DeployedParts): Promise<DeployedGateway> {
  const { clock, log, afterwards } = parts;
  const { keepMs, maxPromptShare } = config.sessions;
  const sessions = parts.sessions({ keepMs, maxPromptShare });
  const targetStats = new InMemoryTargetStats(clock);
  const breakers = parts.breakers(breakerSettings(config));
  const connections = connectProviders(config.providers, {
    clock,
    variables: {},
    dataFolder: '/tmp',
    loadsWeights: false,
    targets: config.targets,
    notice: (notice) => log.notice(notice),
  });
  const models = buildModels({
    config,
    modelRows: [...(await loadModelRows()), ...embeddingModelRows],
    ollamaModels: [],
    chatModels: connections.chatModels,
    embeddingModels: connections.embeddingModels,
  });
  // No request waits for them, and no start that needs none.
  const weights = config.routes.some(({ tiers }) => tiers !== null) ? loadTierWeights() : null;
  const { maxConcurrent, queue } = config.limits;
  const gateway = {
    models,
    router: new Router({
      weights: () => weights ?? loadTierWeights(),
      stats: targetStats,
      breakers,
      affinity: new InMemoryAffinityStore(),
      clock,
      random: Math.random,
    }),
    targetStats,
    sessions,
    admission: new Admission({ maxConcurrent, queue }, clock),
    events: {
      request(event: RequestEvent): void {
        targetStats.request(event);
        log.request(event);
      },
      notice: (event: NoticeEvent): void => log.notice(event),
    },
    clock,
    afterwards,
    health: new TargetHealth(breakers, new InMemoryRetryBudget(), clock),
    random: Math.random,
    logContent: config.log.content,
  };
  return {
    gateway,
    config,
    async close() {
      await Promise.allSettled([connections.close(), sessions.close()]);
    },
  };
}
