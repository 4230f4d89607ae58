import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { MethodNotAllowed } from './method-not-allowed.ts';

const defaultRetryAfterMs = 1000;

/**
 * What tells a client whether and when to try again; never both at once.
 * - `retry-after`: on every 429 and 503, which say "not now" (a second, where nobody named a time), and on other
 *   5xx where a provider named a time.
 * - `x-should-retry: false`: on every other 5xx. The gateway has done its own attempts, and SDKs, which retry 5xx
 *   by themselves, would multiply them.
 * - On 409, which SDKs retry as well: `retry-after` while an equal request is being answered, else `x-should-retry: false`.
 * - Below 500 else nothing but on 429: the same request would be refused again.
 */
export function errorHeaders(error: GatewayError, status: number): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error instanceof MethodNotAllowed) headers.allow = error.allowed.join(', ');
  const retryAfterMs = timeToComeBack(error, status);
  if (retryAfterMs !== null) {
    headers['retry-after'] = String(Math.ceil(retryAfterMs / 1000));
    headers['retry-after-ms'] = String(retryAfterMs);
  } else if (status >= 500 || status === 409) {
    headers['x-should-retry'] = 'false';
  }
  return headers;
}

/** Milliseconds; `null` where coming back is no use, or nobody knows when. */
function timeToComeBack({ retryAfterMs }: GatewayError, status: number): number | null {
  if (status === 429 || status === 503) return Math.max(1, retryAfterMs ?? defaultRetryAfterMs);
  return status >= 500 || status === 409 ? retryAfterMs : null;
}
