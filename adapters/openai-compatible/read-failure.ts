import { GatewayError } from '../../core/errors/gateway-error.ts';
import { decodeError } from '../../protocols/openai-chat/decode-error.ts';
import type { ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readBeginning } from '../provider-http/read-beginning.ts';

/** Enough of an error answer to understand it. */
const maxErrorBytes = 64 * 1024;

/**
 * What a response whose status is not a success says, as an error. Not yet redacted.
 * @param now milliseconds since the epoch, to read dates in `retry-after`.
 */
export async function readFailure(response: ProviderHttpResponse, now: number): Promise<GatewayError> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body.return?.();
    const message = `The provider answered with a redirect (${status}), which is not followed; put the final address into the base URL.`;
    const upstream = { status, type: null, code: null, requestId: response.header('x-request-id') };
    return new GatewayError('upstream-fault', message, { upstream });
  }
  const body = (await readBeginning(response, maxErrorBytes)).toString('utf8');
  return decodeError({ status, header: (name) => response.header(name), body, now });
}
