import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { Exchange } from './exchange.ts';
import type { ProviderHttp, ProviderHttpRequest, ProviderHttpResponse } from './provider-http.ts';
import type { ProxySetting } from './proxy-setting.ts';

export interface UndiciProviderHttpOptions {
  /** `http` or `https`, host, and the path that all requests stand below; no query, no credentials. */
  readonly baseUrl: string;
  /** Most connections at a time, each carrying one request; further requests wait for one. Default 10,000. */
  readonly connections?: number;
  /** Reached through its tunnels; default: no proxy. */
  readonly proxy?: ProxySetting | null;
}

const defaultConnections = 10_000;

/**
 * HTTP/1.1 over undici's dispatch interface, the cheapest per request and per held stream.
 * Time limits come by the request's signal; only the connection has a timer here.
 */
export function createUndiciProviderHttp(options: UndiciProviderHttpOptions): ProviderHttp {
  const { origin, host, pathname } = parseBaseUrl(options.baseUrl);
  const connections = options.connections ?? defaultConnections;
  const proxy = options.proxy ?? null;
  // undici binds the connect timeout to a pool, and configurations use one or two values.
  const pools = new Map<number, Dispatcher>();
  let isClosed = false;

  function poolFor(connectMs: number): Dispatcher {
    let pool = pools.get(connectMs);
    if (pool === undefined) {
      const settings = {
        connections,
        pipelining: 1,
        connectTimeout: connectMs,
        bodyTimeout: 0,
        headersTimeout: 0,
        // One answer per connection: a fault then breaks one answer, not a hundred.
        allowH2: false,
      };
      pool = proxy === null ? new Pool(origin, settings) : createProxyAgent(proxy, settings);
      pools.set(connectMs, pool);
    }
    return pool;
  }

  return {
    send(request: ProviderHttpRequest): Promise<ProviderHttpResponse> {
      const { signal, method, headers, body, connectMs } = request;
      if (signal.aborted) return Promise.reject(signal.reason);
      if (isClosed)
        return Promise.reject(new GatewayError('shutting-down', 'The gateway is shutting down; try again.'));
      return new Promise((resolve, reject) => {
        const destination = proxy === null ? { host, connectMs } : { host, connectMs, proxy: proxy.host };
        const exchange = new Exchange(signal, destination, { resolve, reject });
        poolFor(connectMs).dispatch({ origin, path: pathname + request.path, method, headers, body }, exchange);
      });
    },

    async close(): Promise<void> {
      isClosed = true;
      // Not `close`, which waits without a bound: callers drain first, and what runs still is broken off.
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function createProxyAgent(
  { url, authorization }: ProxySetting,
  settings: Pool.Options & { connectTimeout: number },
): Dispatcher {
  return new ProxyAgent({
    ...settings,
    uri: url,
    // The other way, requests in the proxy's own form, has time limits of its own on bodies.
    proxyTunnel: true,
    ...(authorization === null ? null : { token: authorization.reveal() }),
    // A proxy that is silent about a tunnel is given up like one that cannot be reached.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: settings.connectTimeout }),
  });
}

function parseBaseUrl(baseUrl: string): { origin: string; host: string; pathname: string } {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError('A base URL begins with http:// or https://.');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError(
      `The base URL of ${url.host} has credentials, a query or a fragment; it may have none of them.`,
    );
  }
  return { origin: url.origin, host: url.host, pathname: url.pathname.replace(/\/+$/, '') };
}
