import { Hono } from 'hono';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { AccessGuard } from './access-guard.ts';
import type { ClientSurface } from './client-surface.ts';
import type { GatewayEnvironment } from './gateway-environment.ts';
import { sendError, sendJson } from './send-json.ts';
import { viewEvent } from './view-event.ts';

export interface DeployedAdminServices {
  readonly guard: AccessGuard;
  readonly surface: ClientSurface;
  readonly clock: Clock;
  readonly events: EventLog;
  newRequestId(): string;
  health(): Promise<unknown>;
  /** Everything that is shared by the processes of the deployment. */
  status(): Promise<unknown>;
}

/** What operators look at where no process sees more than its own request: only what all of them share. */
export function createDeployedAdminApp(services: DeployedAdminServices): Hono<GatewayEnvironment> {
  const { guard, surface, clock, events, newRequestId } = services;
  const app = new Hono<GatewayEnvironment>();
  const serve = (path: string, show: () => Promise<unknown>): void => {
    app.get(path, async ({ env: { exchange, sent } }) => {
      const requestId = newRequestId();
      const startedAt = clock.monotonic();
      let failure: unknown = null;
      try {
        guard.check(exchange);
        sendJson(exchange, requestId, 200, await show());
      } catch (error) {
        failure = error;
        sendError(exchange, surface, requestId, error);
      }
      const durationMs = clock.monotonic() - startedAt;
      const event = viewEvent({ method: 'GET', path, requestId, time: clock.now(), durationMs, failure });
      if (event) events.request(event);
      return sent;
    });
  };
  serve('/api/admin/cato/health', () => services.health());
  serve('/api/admin/cato/status', () => services.status());
  serve('/api/admin/cato/requests/:id', async () => {
    const message = 'The requests of a deployment are in its log: filter the log group of the gateway by requestId.';
    throw new GatewayError('not-found', message, { code: 'not_available_in_this_deployment' });
  });
  app.notFound(({ env: { exchange, sent } }) => {
    const message = `There is nothing at ${exchange.method} ${exchange.path.slice(0, 200)}. Known paths: /api/admin/cato/health, /api/admin/cato/status.`;
    sendError(exchange, surface, newRequestId(), new GatewayError('not-found', message));
    return sent;
  });
  return app;
}
