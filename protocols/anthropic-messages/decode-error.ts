import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../core/errors/retry-after.ts';
import type { JsonObject, ProviderFailure } from '../../core/ports/wire-codec.ts';
import { silence } from '../http-errors/silence.ts';
import { errorKind } from './error-kinds.ts';

interface ErrorHead {
  readonly status: number | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
}

/** An answer that is an error by its status, whether its body is readable or not. */
export function decodeError(failure: ProviderFailure): GatewayError {
  const body = parseOrNull(failure.body);
  return toGatewayError(isJsonObject(body) ? body : {}, {
    status: failure.status,
    requestId: failure.header('request-id'),
    retryAfterMs: parseRetryAfter(failure.header, failure.now),
  });
}

/** An error that came as an event of a stream, or as the body of a success. */
export function decodeErrorObject(body: JsonObject): GatewayError {
  return toGatewayError(body, { status: null, requestId: null, retryAfterMs: null });
}

function toGatewayError(body: JsonObject, head: ErrorHead): GatewayError {
  const error = isJsonObject(body.error) ? body.error : {};
  const details = isJsonObject(error.details) ? error.details : {};
  const type = stringOrNull(error.type);
  const code = stringOrNull(details.error_code);
  const said = stringOrNull(error.message);
  const kind = errorKind({ status: head.status, type, code, message: said });
  return new GatewayError(kind, said ?? silence(head.status), {
    code: kind === 'context-too-long' ? 'context_length_exceeded' : code,
    retryAfterMs: head.retryAfterMs,
    upstream: { status: head.status, type, code, requestId: head.requestId ?? stringOrNull(body.request_id) },
  });
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
