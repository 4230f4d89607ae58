import { GatewayError } from '../../core/errors/gateway-error.ts';

/** How often a change is begun anew that others were faster with; each time somebody has got on. */
export const mostRounds = 10;

/** What who was never fast enough is told. */
export function tooManyWriters(): GatewayError {
  return new GatewayError('busy', 'Too many requests change the same session at once. Try again in a moment.', {
    retryAfterMs: 1000,
    code: 'session_store_unavailable',
  });
}
