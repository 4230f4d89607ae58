import type { IncomingMessage, ServerResponse } from 'node:http';
import { corsHeaders } from '../../adapters/http/cors-headers.ts';
import { createRefuse } from '../../adapters/http/refusal.ts';
import { PowertoolsEventLog } from '../../adapters/powertools/powertools-event-log.ts';
import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import { containerDrainMs } from '../../config/container-drain.ts';
import { defaultLimits } from '../../config/default-settings.ts';
import { clientSurfaces } from '../../wiring/client-surfaces.ts';
import { createNodeServer } from '../../wiring/node-server/node-server.ts';
import { createRequestIds } from '../../wiring/request-ids.ts';
import { createDependencies } from '../gateway/dependencies.ts';
import { gatewayEnvironment } from '../gateway/environment.ts';
import { openGateway } from '../gateway/open-gateway.ts';

export interface ServeContainerOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where the code and its `config.json` are. */
  readonly folder: string;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
}

export interface ServingContainer {
  readonly port: number;
  /** Ends in order: no new connections, and streams that run may finish. */
  drain(): Promise<void>;
}

const sweepMs = 100;
/** Longer than the five minutes of the load balancer, which would otherwise ask on a connection that closes. */
const keepAliveMs = 310_000;
/** API Gateway may put its stage before the path of what it passes on. */
const stage = '/live';

/** The gateway of a deployment behind Node's HTTP server: many requests at a time, told what the function is told. */
export async function serveContainer({
  variables,
  folder,
  host,
  port,
}: ServeContainerOptions): Promise<ServingContainer> {
  const { deployment, metricsNamespace: namespace } = gatewayEnvironment.fromVariables(variables);
  const gateway = openGateway({
    variables,
    taskRoot: folder,
    createDependencies,
  });
  const events = new PowertoolsEventLog({ deployment, namespace });
  const { headersMs, bodyMs } = defaultLimits;
  let isDraining = false;
  const nodeServer = createNodeServer({
    app: {
      async fetch(_request, { exchange, sent }) {
        // The load balancer's question; the app does not know that its process is ending.
        if (isDraining && exchange.path === '/health/ready')
          return Response.json({ status: 'draining' }, { status: 503 });
        await gateway.serve(exchange);
        return sent;
      },
    },
    refuse: createRefuse({
      gateway: { clock: createSystemClock(), events },
      surfaces: clientSurfaces,
      newRequestId: createRequestIds(),
    }),
    headersMs,
    bodyMs,
  });
  const { server } = nodeServer;
  server.keepAliveTimeout = keepAliveMs;
  server.prependListener('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (incoming.url?.startsWith(`${stage}/`)) incoming.url = incoming.url.slice(stage.length);
    const headers = corsHeaders(gateway.corsOrigins, incoming.headers.origin ?? null);
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  });
  await gateway.prepare();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async drain() {
      isDraining = true;
      nodeServer.startDraining();
      events.notice({ level: 'info', message: 'draining' });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const sweep = setInterval(() => nodeServer.closeIdleConnections(), sweepMs);
      const giveUp = setTimeout(() => server.closeAllConnections(), containerDrainMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(giveUp);
      await gateway.work.settled(1_000);
    },
  };
}
