import { type Context, Hono } from 'hono';
import { answerRequest } from '../../core/chat/answer-request.ts';
import { conversationWork } from '../../core/chat/conversation-work.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { adminHealth, adminStatus, findRequest } from './admin-views.ts';
import { batchViews } from './batches-views.ts';
import { type ClientSurface, surfaceOf } from './client-surface.ts';
import { conversationViews } from './conversation-views.ts';
import { countTokens, isMessages } from './count-tokens.ts';
import { serveEmbeddings } from './embeddings.ts';
import { fileViews } from './files-views.ts';
import type { GatewayEnvironment } from './gateway-environment.ts';
import { readiness } from './health.ts';
import { HttpArrival } from './http-arrival.ts';
import type { HttpServices } from './http-services.ts';
import { MethodNotAllowed } from './method-not-allowed.ts';
import { sendModel, sendModelList } from './models-answer.ts';
import { notOffered } from './not-offered.ts';
import { openApiDocument } from './openapi-document.ts';
import { responseViews } from './response-views.ts';
import { sendError, sendJson, sendText } from './send-json.ts';
import { unavailableBatchViews } from './unavailable-views.ts';
import { viewEvent } from './view-event.ts';
import type { ViewRequest, ViewRoute } from './view-route.ts';

type Method = ViewRoute['method'];
type Handler = (context: Context<GatewayEnvironment>) => Response | Promise<Response>;

/** The HTTP surface of the gateway: the same app on Node and on Lambda. */
export function createApp(services: HttpServices): Hono<GatewayEnvironment> {
  const app = new Hono<GatewayEnvironment>();
  const { gateway, guard, surfaces, maxBodyBytes } = services;

  const patterns = new Map<string, Method[]>();
  const serve = (method: Method, path: string, handler: Handler): void => {
    app.on(method, path, handler);
    patterns.set(path, [...(patterns.get(path) ?? []), method]);
  };

  const conversation = (surface: ClientSurface, path: string): Handler => {
    const work = conversationWork(surface.codec);
    return async ({ env: { exchange, sent } }) => {
      const requestId = services.newRequestId();
      const arrival = new HttpArrival({ exchange, requestId, path, surface, guard, maxBodyBytes });
      await answerRequest(arrival, gateway, work);
      return sent;
    };
  };

  /** A small answer that needs no model. */
  const view =
    (path: string, access: 'open' | 'guarded', show: ViewRoute['show']): Handler =>
    async ({ req, env: { exchange, sent } }) => {
      const { clock, events } = gateway;
      const requestId = services.newRequestId();
      const startedAt = clock.monotonic();
      let failure: unknown = null;
      try {
        if (access === 'guarded' || !guard.needsKey) guard.check(exchange);
        await show({ exchange, requestId, segment: (name) => req.param(name) ?? '' });
      } catch (error) {
        failure = error;
        sendError(exchange, surfaceOf(exchange.path, surfaces, exchange), requestId, error);
      }
      const durationMs = clock.monotonic() - startedAt;
      const { method } = exchange;
      const event = viewEvent({ method, path, requestId, time: clock.now(), durationMs, failure });
      if (event) events.request(event);
      return sent;
    };

  for (const surface of surfaces) {
    for (const path of surface.paths) serve('POST', path, conversation(surface, path));
  }
  for (const path of surfaces.filter(isMessages).flatMap(({ paths }) => paths.map((base) => `${base}/count_tokens`))) {
    serve(
      'POST',
      path,
      view(path, 'guarded', ({ exchange, requestId }) => countTokens(exchange, requestId, services)),
    );
  }
  const embeddings = serveEmbeddings(services);
  for (const path of ['/v1/embeddings', '/embeddings']) {
    serve('POST', path, async ({ env: { exchange, sent } }) => {
      await embeddings(exchange, path);
      return sent;
    });
  }
  const show = (
    path: string,
    access: 'open' | 'guarded',
    answer: (request: ViewRequest) => void | Promise<void>,
  ): void => serve('GET', path, view(path, access, answer));
  for (const base of ['/v1/models', '/models']) {
    show(base, 'guarded', ({ exchange, requestId }) => sendModelList(exchange, requestId, gateway.models));
    serve(
      'GET',
      `${base}/*`,
      view(`${base}/:id`, 'guarded', ({ exchange, requestId: id }) => {
        const model = decodePath(exchange.path.slice(base.length + 1));
        sendModel(exchange, id, gateway.models, model);
      }),
    );
  }
  show('/health', 'open', ({ exchange, requestId: id }) => sendJson(exchange, id, 200, { status: 'ok' }));
  show('/health/ready', 'open', ({ exchange, requestId: id }) => {
    const ready = readiness(services);
    sendJson(exchange, id, ready.status === 'ready' ? 200 : 503, ready);
  });
  show('/api/admin/cato/health', 'guarded', ({ exchange, requestId: id }) =>
    sendJson(exchange, id, 200, adminHealth(services)),
  );
  show('/api/admin/cato/status', 'guarded', async ({ exchange, requestId: id }) =>
    sendJson(exchange, id, 200, await adminStatus(services)),
  );
  const requests = '/api/admin/cato/requests';
  serve(
    'GET',
    `${requests}/*`,
    view(`${requests}/:id`, 'guarded', ({ exchange, requestId: id }) => {
      const asked = exchange.path.slice(requests.length + 1);
      sendJson(exchange, id, 200, findRequest(services.requestHistory, asked));
    }),
  );
  show('/metrics', 'guarded', ({ exchange, requestId: id }) =>
    sendText(exchange, id, 'text/plain; version=0.0.4; charset=utf-8', services.exposeMetrics()),
  );
  show('/openapi.json', 'open', ({ exchange, requestId: id }) =>
    sendJson(exchange, id, 200, openApiDocument(services.describe().version)),
  );

  for (const base of ['/v1', '']) {
    const views = [...responseViews(services), ...conversationViews(services), ...viewsOfBatches(services)];
    for (const { method, path, show: answer } of views) {
      serve(method, base + path, view(base + path, 'guarded', answer));
    }
  }

  const plain = [...patterns.keys()].filter((path) => !path.includes(':'));
  const known = plain
    .filter((path) => (path.startsWith('/v1/') && !path.startsWith('/v1/v1/')) || path === '/health')
    .join(', ');
  app.notFound((context) => {
    const found = [...patterns].filter(([pattern]) => matches(pattern, context.req.path));
    const answer = view(found[0]?.[0].replace('*', ':id') ?? '(unknown)', 'open', ({ exchange }) => {
      const absent = notOffered(exchange.method, exchange.path);
      if (absent) throw absent;
      const methods = new Set(found.flatMap(([, own]) => own));
      // Hono answers HEAD wherever it answers GET.
      const allowed = [...methods].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
      if (methods.size > 0) throw new MethodNotAllowed(exchange.path, exchange.method, allowed);
      throw new GatewayError(
        'not-found',
        `There is nothing at ${exchange.method} ${exchange.path.slice(0, 200)}. Known paths: ${known}, …; GET /openapi.json lists all.`,
      );
    });
    return answer(context);
  });
  app.onError((error, { env: { exchange, sent } }) => {
    sendError(exchange, surfaceOf(exchange.path, surfaces), services.newRequestId(), error);
    return sent;
  });
  return app;
}

function viewsOfBatches(services: HttpServices): readonly ViewRoute[] {
  const { batches } = services;
  if (batches === undefined) return unavailableBatchViews();
  return [...fileViews(services, batches), ...batchViews(services, batches)];
}

function matches(pattern: string, path: string): boolean {
  if (pattern.endsWith('*')) return path.startsWith(pattern.slice(0, -1));
  if (!pattern.includes(':')) return path === pattern;
  const segments = path.split('/');
  const names = pattern.split('/');
  return (
    segments.length === names.length &&
    names.every((name, index) => (name.startsWith(':') ? segments[index] !== '' : name === segments[index]))
  );
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
