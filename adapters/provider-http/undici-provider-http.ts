import { Pool } from 'undici';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { Exchange } from './exchange.ts';
import type { ProviderHttp, ProviderHttpRequest, ProviderHttpResponse } from './provider-http.ts';

export interface UndiciProviderHttpOptions {
  /** `http` or `https`, host, and the path that all requests stand below; no query, no credentials. */
  readonly baseUrl: string;
  /** Most connections at a time, each carrying one request; further requests wait for one. Default 10,000. */
  readonly connections?: number;
}

const defaultConnections = 10_000;

/**
 * HTTP/1.1 over undici's dispatch interface, the cheapest per request and per held stream.
 * Time limits come by the request's signal; only the connection has a timer here.
 */
export function createUndiciProviderHttp(options: UndiciProviderHttpOptions): ProviderHttp {
  const base = parseBaseUrl(options.baseUrl);
  const connections = options.connections ?? defaultConnections;
  // undici binds the connect timeout to a pool, and configurations use one or two values.
  const pools = new Map<number, Pool>();
  let isClosed = false;

  function poolFor(connectMs: number): Pool {
    let pool = pools.get(connectMs);
    if (pool === undefined) {
      pool = new Pool(base.origin, {
        connections,
        pipelining: 1,
        connectTimeout: connectMs,
        bodyTimeout: 0,
        headersTimeout: 0,
        // One answer per connection: a fault then breaks one answer, not a hundred.
        allowH2: false,
      });
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
        const exchange = new Exchange(signal, { host: base.host, connectMs }, { resolve, reject });
        poolFor(connectMs).dispatch({ path: base.pathname + request.path, method, headers, body }, exchange);
      });
    },

    async close(): Promise<void> {
      isClosed = true;
      // Not `close`, which waits without a bound: callers drain first, and what runs still is broken off.
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
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
