import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { toProviderFailure } from './to-provider-failure.ts';

/**
 * What a success that is no stream says, as an error. Not yet redacted.
 * @param errorIn the provider's own error in such a response; `null` when it is none.
 * @param clock bounds the wait for the body, and reads dates in `retry-after`.
 */
export async function readUnstreamed(
  response: ProviderHttpResponse,
  errorIn: (failure: ProviderFailure) => GatewayError | null,
  clock: Clock,
): Promise<GatewayError> {
  const error = errorIn(await toProviderFailure(response, clock));
  if (error !== null) return error;
  const contentType = response.header('content-type') ?? 'a body without a content type';
  const message = `The provider answered a streaming request with ${contentType}; check the base URL, and that the model can stream.`;
  return new GatewayError('broken-answer', message);
}
