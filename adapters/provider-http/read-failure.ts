import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { toProviderFailure } from './to-provider-failure.ts';

/**
 * What a response whose status is not a success says, as an error. Not yet redacted.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export async function readFailure(
  response: ProviderHttpResponse,
  { decodeError }: Pick<ProviderCodec, 'decodeError'>,
  now: number,
): Promise<GatewayError> {
  const { status } = response;
  if (status < 300 || status >= 400) return decodeError(await toProviderFailure(response, now));
  await response.body.return?.();
  const { upstream } = decodeError({ status, header: (name) => response.header(name), body: '', now });
  const message = `The provider answered with a redirect (${status}), which is not followed; put the final address into the base URL.`;
  return new GatewayError('upstream-fault', message, { upstream });
}
