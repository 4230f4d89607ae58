import { providerHealth, readiness } from './health.ts';
import type { HttpServices } from './http-services.ts';

/** One look: is it up, is it busy, do its providers answer. */
export function adminHealth(services: HttpServices): unknown {
  const { version, startedAt } = services.describe();
  const { admission, clock } = services.gateway;
  return {
    status: readiness(services).status,
    dependencies: providerHealth(services),
    version,
    uptimeSeconds: Math.round((clock.now() - startedAt) / 1000),
    requests: { running: admission.running, waiting: admission.waiting },
  };
}

/** Everything an operator asks first: what is configured, and how each target has done since the start. */
export function adminStatus(services: HttpServices): unknown {
  const { defaultProvider, providers, routes } = services.describe();
  return {
    health: adminHealth(services),
    defaultProvider,
    providers,
    routes,
    targets: services.targetStats.snapshot().map(({ lastCallAt, ...status }) => ({
      ...status,
      lastCallAt: new Date(lastCallAt).toISOString(),
      failureRate: status.calls > 0 ? status.failures / status.calls : 0,
    })),
  };
}
