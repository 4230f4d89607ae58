import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
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
  if (status < 300 || status >= 400) return decodeError(await toProviderFailure(response, clock));
  await response.body.return?.();
  const { upstream } = decodeError({ status, header: (name) => response.header(name), body: '', now: clock.now() });
  const message = `The provider answered with a redirect (${status}), which is not followed; put the final address into the base URL.`;
  return new GatewayError('upstream-fault', message, { upstream });
}
