import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import type { ProviderHttpResponse } from '../provider-http/provider-http.ts';
import { readBeginning } from '../provider-http/read-beginning.ts';

/** Enough of an error answer to understand it. */
const maxErrorBytes = 64 * 1024;

/** What a response that is not the answer asked for says, as an error. */
export async function readFailure(response: ProviderHttpResponse, clock: Clock): Promise<GatewayError> {
  const { status } = response;
  if (status >= 300 && status < 400) {
    await response.body.return?.();
    const upstream = { status, type: null, code: null, requestId: response.header('request-id') };
    return new GatewayError('upstream-fault', `redirect refused (${status}); check the base URL`, { upstream });
  }
  const body = (await readBeginning(response, maxErrorBytes)).toString('utf8');
  const failure = { status, header: (name: string) => response.header(name), body, now: clock.now() };
  const error = anthropicMessages.decodeError(failure);
  if (status >= 400 || error.upstream?.type) return error;
  return new GatewayError('broken-answer', `the provider answered ${contentTypeOf(response)} in place of a stream`);
}

function contentTypeOf(response: ProviderHttpResponse): string {
  return response.header('content-type') ?? 'without a content-type';
}
