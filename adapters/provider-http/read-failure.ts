import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { isRedirect, redirectError } from './redirect-error.ts';
import { toProviderFailure } from './to-provider-failure.ts';

/**
 * What a response whose status is not a success says, as an error. Not yet redacted.
 * @param clock bounds the wait for the body, and reads dates in `retry-after`.
 */
export async function readFailure(
  response: ProviderHttpResponse,
  { decodeError }: Pick<ProviderCodec, 'decodeError'>,
  clock: Clock,
): Promise<GatewayError> {
  const { status } = response;
  if (!isRedirect(status)) return decodeError(await toProviderFailure(response, clock));
  await response.body.return?.();
  const { upstream } = decodeError({ status, header: (name) => response.header(name), body: '', now: clock.now() });
  return redirectError(status, upstream);
}
