import { errors } from 'undici';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { proxyError } from './proxy-error.ts';

/** Where a request was going, for messages: no path, no query, no credentials. */
export interface Destination {
  /** Host and port. */
  readonly host: string;
  readonly connectMs: number;
  /** Host and port of the proxy on the way; default: none. */
  readonly proxy?: string;
}

/** Before the head of the answer (nothing has been answered), or in its body. */
export type ExchangePhase = 'before-answer' | 'in-body';

/** Translates a failure below HTTP, once, into what the operator can do about it. */
export function toConnectionError(error: unknown, destination: Destination, phase: ExchangePhase): GatewayError {
  const { host, connectMs, proxy } = destination;
  const code = codeOf(error);
  const ofProxy = proxy === undefined || phase === 'in-body' ? null : proxyError(error, code, proxy, host);
  if (ofProxy !== null) return ofProxy;
  const because = code === null ? '' : ` (${code})`;
  switch (code) {
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return new GatewayError('shutting-down', 'The gateway is shutting down; try again.', { cause: error });
    case 'UND_ERR_INVALID_ARG':
      return new GatewayError('internal', `A request to ${host} cannot be sent: ${messageOf(error)}.`, {
        cause: error,
      });
    case 'EMFILE':
    case 'ENFILE':
    case 'EADDRNOTAVAIL':
      return new GatewayError('busy', `No socket is left to reach ${host}${because}; raise the open-file limit.`, {
        cause: error,
      });
  }
  if (phase === 'in-body' || speaksNoHttp(error, code)) {
    const message =
      phase === 'in-body'
        ? `${host} broke the connection off in the middle of its answer${because}.`
        : `${host} did not answer in HTTP${because}; check the base URL, http or https included.`;
    return new GatewayError('broken-answer', message, { cause: error });
  }
  return new GatewayError('unreachable', unreachableMessage(code, host, connectMs, because), { cause: error });
}

function unreachableMessage(code: string | null, host: string, connectMs: number, because: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `${host} refused the connection; check that the server runs and that the base URL is right.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of ${host} cannot be resolved${because}; check the base URL and DNS.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no route to ${host}${because}; check the network.`;
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return `No connection to ${host} within ${connectMs} ms (timeouts.connectMs); check the network and the base URL.`;
  }
  if (isTlsFault(code)) return `TLS with ${host} failed${because}; check its certificate and the base URL.`;
  return `${host} closed the connection before it answered${because}.`;
}

function speaksNoHttp(error: unknown, code: string | null): boolean {
  // undici's parser errors come without a code.
  return error instanceof errors.HTTPParserError || code === 'UND_ERR_HEADERS_OVERFLOW';
}

function isTlsFault(code: string | null): boolean {
  return code !== null && (/CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO_(GET|VERIFY)/.test(code) || code === 'EPROTO');
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
