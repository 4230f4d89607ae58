import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { MethodNotAllowed } from './method-not-allowed.ts';

const defaultRetryAfterMs = 1000;

/**
 * What tells a client's SDK whether and when to try again. SDKs retry 408, 409, 429 and 5xx by themselves:
 * where the gateway has already done its own attempts and no time to come back is known, it says not to.
 */
export function errorHeaders(error: GatewayError, status: number): Record<string, string> {
  const mayRetry = status === 429 || status === 503;
  const retryAfterMs = error.retryAfterMs ?? (mayRetry ? defaultRetryAfterMs : null);
  const headers: Record<string, string> = {};
  if (error instanceof MethodNotAllowed) headers.allow = error.allowed.join(', ');
  if (retryAfterMs !== null) {
    headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000));
    headers['retry-after-ms'] = String(retryAfterMs);
  }
  const isOurOwnLimit = error.kind === 'busy' || error.kind === 'shutting-down';
  if (status >= 500 && error.retryAfterMs === null && !isOurOwnLimit) headers['x-should-retry'] = 'false';
  return headers;
}
