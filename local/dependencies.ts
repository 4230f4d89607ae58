import { everyEventLog } from '../adapters/event-log/every-event-log.ts';
import { jsonFormat } from '../adapters/event-log/json-format.ts';
import { LineEventLog } from '../adapters/event-log/line-event-log.ts';
import { textFormat } from '../adapters/event-log/text-format.ts';
import { createAccessGuard } from '../adapters/http/access-guard.ts';
import type { HttpServices } from '../adapters/http/http-services.ts';
import { InMemoryAffinityStore } from '../adapters/in-memory/in-memory-affinity-store.ts';
import { InMemoryBreakerStore } from '../adapters/in-memory/in-memory-breaker-store.ts';
import { InMemoryRequestHistory } from '../adapters/in-memory/in-memory-request-history.ts';
import { InMemoryRetryBudget } from '../adapters/in-memory/in-memory-retry-budget.ts';
import { InMemoryTargetStats } from '../adapters/in-memory/in-memory-target-stats.ts';
import { PrometheusMetrics } from '../adapters/prometheus/prometheus-metrics.ts';
import { createSystemClock } from '../adapters/system-clock/system-clock.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import { targetNamesOf } from '../config/effective-route.ts';
import { embeddingModelRows } from '../config/embedding-models.ts';
import { loadModelRows } from '../config/model-catalogue.ts';
import type { Secret } from '../core/access/secret.ts';
import { Admission } from '../core/resilience/admission.ts';
import { TargetHealth } from '../core/resilience/target-health.ts';
import type { ModelDirectory } from '../core/routing/model-directory.ts';
import { Router } from '../core/routing/router.ts';
import { openAiEmbeddings } from '../protocols/openai-embeddings/openai-embeddings.ts';
import { breakerSettings } from '../wiring/breaker-settings.ts';
import { buildModels } from '../wiring/build-models.ts';
import { connectProviders } from '../wiring/chat-models.ts';
import { clientSurfaces } from '../wiring/client-surfaces.ts';
import { embeddedModels } from '../wiring/embedded-models.ts';
import { loadTierWeights } from '../wiring/load-tier-weights.ts';
import { packageVersion } from '../wiring/package-version.ts';
import { createRequestIds } from '../wiring/request-ids.ts';
import { openBackground } from './background.ts';
import { batchSettings, openBatches } from './open-batches.ts';
import { defaultDataDirectory, inMemory, openSessions } from './open-sessions.ts';

/** What is not done by then is left to the next start, or to another process. */
const drainBackgroundMs = 5_000;
export interface DependenciesOptions {
  readonly config: EffectiveConfig;
  readonly ollamaModels: readonly string[];
  readonly masterKey: Secret | null;
  readonly maxConcurrent: number;
  /** The environment: proxies and where credentials are. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Whether weights on this machine are loaded before they are asked for. */
  readonly loadsWeights: boolean;
  /** Where state is kept, or `:memory:`. */
  readonly dataDirectory: string;
  readonly logFormat: 'json' | 'text';
  /** Takes whole lines of the event log; returns `false` for what it has no room for. */
  readonly writeLog: (lines: string) => unknown;
  /** Takes what the event log itself cannot say. */
  readonly report: (message: string) => void;
}

export interface Dependencies {
  readonly services: HttpServices;
  readonly log: LineEventLog;
  readonly models: ModelDirectory;
  /** From now on readiness says that no more requests should be sent. */
  startDraining(): void;
  close(): Promise<void>;
}

/** The one place of the local program where adapters are made and wired together. */
export async function createDependencies(options: DependenciesOptions): Promise<Dependencies> {
  const { config, ollamaModels, masterKey, maxConcurrent } = options;
  const clock = createSystemClock();
  const startedAt = clock.now();
  const log = new LineEventLog({
    format: options.logFormat === 'json' ? jsonFormat : textFormat,
    write: options.writeLog,
  });
  const targetStats = new InMemoryTargetStats(clock);
  const breakers = new InMemoryBreakerStore(clock, breakerSettings(config));
  const requestHistory = new InMemoryRequestHistory();
  const connections = connectProviders(config.providers, {
    clock,
    variables: options.variables,
    dataFolder: options.dataDirectory === inMemory ? defaultDataDirectory : options.dataDirectory,
    loadsWeights: options.loadsWeights,
    targets: config.targets,
    notice: (notice) => log.notice(notice),
  });
  const models = config.embedded
    ? await embeddedModels(clock, config.dropUnsupported)
    : buildModels({
        config,
        modelRows: [...(await loadModelRows()), ...embeddingModelRows],
        ollamaModels,
        chatModels: connections.chatModels,
        embeddingModels: connections.embeddingModels,
        batches: connections.batches,
      });
  const metrics = new PrometheusMetrics((label) => models.isListed(label));
  const sessions = openSessions(options.dataDirectory, config.sessions, clock);
  const batches = openBatches(options.dataDirectory, batchSettings(config, maxConcurrent), clock);
  const weights = loadTierWeights();
  const admission = new Admission({ maxConcurrent, queue: config.limits.queue }, clock);
  let isDraining = false;
  const gateway = {
    models,
    router: new Router({
      weights: () => weights,
      stats: targetStats,
      breakers,
      affinity: new InMemoryAffinityStore(),
      clock,
      random: Math.random,
    }),
    targetStats,
    sessions,
    admission,
    events: everyEventLog([log, metrics, targetStats, requestHistory], options.report),
    clock,
    health: new TargetHealth(breakers, new InMemoryRetryBudget(), clock),
    random: Math.random,
    logContent: config.log.content,
  };
  const background = openBackground(gateway);
  const services: HttpServices = {
    gateway: { ...gateway, background },
    guard: createAccessGuard(masterKey),
    surfaces: clientSurfaces,
    openAiEmbeddings,
    batches,
    requestHistory,
    maxBodyBytes: config.limits.maxBodyBytes,
    newRequestId: createRequestIds(),
    exposeMetrics: () =>
      metrics.expose({
        running: admission.running,
        waiting: admission.waiting,
        memoryBytes: process.memoryUsage.rss(),
        startTime: startedAt / 1000,
      }),
    describe: () => ({
      version: packageVersion,
      startedAt,
      isDraining,
      defaultProvider: config.defaultProvider,
      providers: config.providers.map(({ name, kind, origin }) => ({ name, kind, origin })),
      routes: config.routes.map((route) => ({ name: route.name, targets: targetNamesOf(route) })),
    }),
  };
  batches.start(services, {
    // What comes of a provider's batch says nothing of how its targets answer clients.
    events: everyEventLog([log, metrics, requestHistory], options.report),
    weights,
  });
  background.takeOver();
  return {
    services,
    log,
    models,
    startDraining: () => {
      isDraining = true;
      void batches.stop();
      void background.stopTakingOver();
    },
    async close() {
      // What both are about still needs the others.
      await Promise.all([batches.close(), background.drain(drainBackgroundMs)]);
      await Promise.all([connections.close(), sessions.close()]);
    },
  };
}
