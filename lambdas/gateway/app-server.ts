import type { Hono } from 'hono';
import type { GatewayEnvironment } from '../../adapters/http/gateway-environment.ts';
import type { HttpExchange } from '../../adapters/http/http-exchange.ts';

// Real ones would load Node's `fetch` into every function that starts, a fifth of its time; the app looks at no more.
const sent = { status: 200 } as Response;
const requestOf = (method: string, url: string): Request => ({ method, url }) as Request;

/** The app as what answers an exchange. */
export function appServer(app: Hono<GatewayEnvironment>): (exchange: HttpExchange) => Promise<void> {
  return async (exchange) => {
    const { method, path } = exchange;
    // What has been decoded on the way here must not begin a query.
    const url = `http://gateway${path.replace(/[?#]/g, encodeURIComponent)}`;
    await app.fetch(requestOf(method, url), { exchange, sent });
  };
}
