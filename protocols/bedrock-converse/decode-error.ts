import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import type { JsonObject, ProviderFailure } from '../../core/ports/wire-codec.ts';
import { exceptionError } from './exception-error.ts';
import { asObject, asText } from './shape.ts';

/** An error answer as Bedrock sends it: the exception's name in a header or the body, the message in the body. */
export function decodeError(failure: ProviderFailure): GatewayError {
  const body = parsed(failure.body);
  const name = failure.header('x-amzn-errortype') ?? asText(body?.__type) ?? asText(body?.code);
  return exceptionError({
    name: name === null ? null : bareName(name),
    message: asText(body?.message) ?? asText(body?.Message) ?? '',
    status: failure.status,
    requestId: failure.header('x-amzn-requestid'),
    retryAfterMs: parseRetryAfter((header) => failure.header(header), failure.now),
  });
}

/** `com.amazon.coral#ThrottlingException:http://…` → `ThrottlingException`. */
function bareName(type: string): string {
  return (type.split(':', 1)[0] ?? type).split('#').at(-1) ?? type;
}

function parsed(body: string): JsonObject | null {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return null;
  }
}
