import { GatewayError, type UpstreamErrorDetails } from '../../core/errors/gateway-error.ts';

export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/**
 * A redirect, which is never followed: the key would go to an address nobody has configured. The same request gets the
 * same answer again, so only another target is worth asking.
 */
export function redirectError(status: number, upstream: UpstreamErrorDetails | null): GatewayError {
  const message =
    `The provider answered with a redirect (${status}), which is not followed, and not asked for again; ` +
    'put the final address into the base URL.';
  return new GatewayError('upstream-not-found', message, { upstream });
}
