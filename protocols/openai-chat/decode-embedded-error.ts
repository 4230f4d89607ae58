import type { GatewayError } from '../../core/errors/gateway-error.ts';
import { silence } from '../http-errors/silence.ts';
import { classifyError } from './classify-error.ts';
import { readErrorFields } from './error-fields.ts';
import { toGatewayError } from './to-gateway-error.ts';

/** An error that came inside a 200: in an event of a stream, or instead of an answer. */
export function decodeEmbeddedError(body: unknown): GatewayError {
  const fields = readErrorFields(body) ?? { message: null, type: null, code: null, param: null };
  // Some servers give as `code` the HTTP status they would have answered.
  const status = fields.code !== null && /^[45]\d\d$/.test(fields.code) ? Number(fields.code) : null;
  return toGatewayError(classifyError(status, fields), {
    fields,
    silence: silence(null),
    retryAfterMs: null,
    upstream: { status: null, type: fields.type, code: fields.code, requestId: null },
  });
}
