import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import { silence } from '../http-errors/silence.ts';
import { classifyError } from './classify-error.ts';
import { type ErrorFields, readErrorFields } from './error-fields.ts';
import { toGatewayError } from './to-gateway-error.ts';

const nothingSaid: ErrorFields = { message: null, type: null, code: null, param: null };

/** A provider's error answer. The message is the provider's own, not yet redacted. */
export function decodeError({ status, header, body, now }: ProviderFailure): GatewayError {
  const fields = readErrorFields(parse(body)) ?? nothingSaid;
  const requestId = header('x-request-id') ?? header('request-id') ?? header('x-amzn-requestid');
  return toGatewayError(classifyError(status, fields), {
    fields,
    silence: silence(status),
    retryAfterMs: parseRetryAfter(header, now),
    upstream: { status, type: fields.type, code: fields.code, requestId },
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
