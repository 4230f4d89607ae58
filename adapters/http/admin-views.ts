import { toldRouting } from '../../core/chat/told-routing.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { RequestHistory } from '../../core/ports/request-history.ts';
import type { BreakerView } from '../../core/resilience/breaker/breaker-view.ts';
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
export async function adminStatus(services: HttpServices): Promise<unknown> {
  const { defaultProvider, providers, routes } = services.describe();
  const { health, targetStats } = services.gateway;
  const seen = targetStats.snapshot();
  const views = await health.views(seen.map(({ target }) => target));
  return {
    health: adminHealth(services),
    defaultProvider,
    providers,
    routes,
    targets: seen.map(({ lastCallAt, ...status }, index) => ({
      ...status,
      lastCallAt: new Date(lastCallAt).toISOString(),
      failureRate: status.calls > 0 ? status.failures / status.calls : 0,
      breaker: breakerOf(views[index]),
      load: targetStats.load(status.target),
    })),
  };
}

/** A breaker as operators are shown it. */
export function breakerOf(view: BreakerView | undefined): unknown {
  if (!view) return null;
  const { phase, isPause, nextCallAt, recentFailures } = view;
  return {
    phase: isPause ? 'paused' : phase,
    nextCallAt: nextCallAt === null ? null : new Date(nextCallAt).toISOString(),
    recentFailures,
  };
}

/** What became of one of the last requests. @throws GatewayError `not-found`. */
export function findRequest(history: RequestHistory, requestId: string): unknown {
  const event = history.find(requestId);
  if (event) {
    const { time, routing } = event;
    return { ...event, time: new Date(time).toISOString(), routing: routing && toldRouting(routing) };
  }
  throw new GatewayError(
    'not-found',
    `Request ${requestId.slice(0, 100)} is not among the last ones of this process; its log may still have it.`,
    { code: 'request_not_found' },
  );
}
