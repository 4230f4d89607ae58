import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { answerRequest } from '../../core/chat/answer-request.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { adminHealth, adminStatus } from './admin-views.ts';
import type { GatewayEnvironment } from './gateway-environment.ts';
import { readiness } from './health.ts';
import { HttpArrival } from './http-arrival.ts';
import type { HttpServices } from './http-services.ts';
import { findModel, listModels } from './models.ts';
import { openApiDocument } from './openapi-document.ts';
import { sendError, sendJson, sendText } from './send-json.ts';
import { viewEvent } from './view-event.ts';

type Handler = (context: Context<GatewayEnvironment>) => Response | Promise<Response>;

/** The HTTP surface of the gateway: the same app on Node and on Lambda. */
export function createApp(services: HttpServices): Hono<GatewayEnvironment> {
  const app = new Hono<GatewayEnvironment>();
  const { gateway, guard, openAiChat, maxBodyBytes } = services;

  const chatCompletions: Handler = async (context) => {
    const { exchange } = context.env;
    const requestId = services.newRequestId();
    await answerRequest(new HttpArrival({ exchange, requestId, codec: openAiChat, guard, maxBodyBytes }), gateway);
    return RESPONSE_ALREADY_SENT;
  };

  /** A small answer that needs no model; errors in OpenAI's shape. */
  const view =
    (access: 'open' | 'guarded', show: (context: Context<GatewayEnvironment>, requestId: string) => void): Handler =>
    (context) => {
      const { exchange } = context.env;
      const { clock, events } = gateway;
      const requestId = services.newRequestId();
      const startedAt = clock.monotonic();
      let failure: unknown = null;
      try {
        if (access === 'guarded' || !guard.needsKey) guard.check(exchange);
        show(context, requestId);
      } catch (error) {
        failure = error;
        sendError(exchange, openAiChat, requestId, error);
      }
      const durationMs = clock.monotonic() - startedAt;
      const event = viewEvent({ exchange, requestId, time: clock.now(), durationMs, failure });
      if (event) events.request(event);
      return RESPONSE_ALREADY_SENT;
    };

  for (const path of ['/v1/chat/completions', '/chat/completions']) app.post(path, chatCompletions);
  for (const base of ['/v1/models', '/models']) {
    app.get(
      base,
      view('guarded', ({ env }, id) => sendJson(env.exchange, id, 200, listModels(gateway.models))),
    );
    app.get(
      `${base}/*`,
      view('guarded', ({ env }, id) => {
        const model = decodePath(env.exchange.path.slice(base.length + 1));
        sendJson(env.exchange, id, 200, findModel(gateway.models, model));
      }),
    );
  }
  app.get(
    '/health',
    view('open', ({ env }, id) => sendJson(env.exchange, id, 200, { status: 'ok' })),
  );
  app.get(
    '/health/ready',
    view('open', ({ env }, id) => {
      const ready = readiness(services);
      sendJson(env.exchange, id, ready.status === 'ready' ? 200 : 503, ready);
    }),
  );
  app.get(
    '/api/admin/cato/health',
    view('guarded', ({ env }, id) => sendJson(env.exchange, id, 200, adminHealth(services))),
  );
  app.get(
    '/api/admin/cato/status',
    view('guarded', ({ env }, id) => sendJson(env.exchange, id, 200, adminStatus(services))),
  );
  app.get(
    '/metrics',
    view('guarded', ({ env }, id) =>
      sendText(env.exchange, id, 'text/plain; version=0.0.4; charset=utf-8', services.exposeMetrics()),
    ),
  );
  app.get(
    '/openapi.json',
    view('open', ({ env }, id) => sendJson(env.exchange, id, 200, openApiDocument(services.describe().version))),
  );

  const known = new Map([
    ...app.routes.filter(({ path }) => !path.includes('*')).map(({ path, method }) => [path, method] as const),
  ]);
  app.notFound(
    view('open', ({ env: { exchange } }) => {
      const method = known.get(exchange.path);
      if (method)
        throw new GatewayError('method-not-allowed', `${exchange.path} takes ${method}, not ${exchange.method}.`);
      const paths = [...known.keys()].filter((path) => path.startsWith('/v1/') || path === '/health').join(', ');
      throw new GatewayError(
        'not-found',
        `There is nothing at ${exchange.method} ${exchange.path.slice(0, 200)}. Known paths: ${paths}, …; GET /openapi.json lists all.`,
      );
    }),
  );
  app.onError((error, { env: { exchange } }) => {
    sendError(exchange, openAiChat, services.newRequestId(), error);
    return RESPONSE_ALREADY_SENT;
  });
  return app;
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
