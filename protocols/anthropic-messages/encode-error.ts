import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';

/** The `type` of each kind. */
const types: Readonly<Record<ErrorKind, string>> = {
  'invalid-request': 'invalid_request_error',
  'unsupported-parameter': 'invalid_request_error',
  unauthorized: 'authentication_error',
  forbidden: 'permission_error',
  'not-found': 'not_found_error',
  'method-not-allowed': 'invalid_request_error',
  'model-not-found': 'not_found_error',
  conflict: 'invalid_request_error',
  'body-too-large': 'request_too_large',
  'request-timeout': 'timeout_error',
  'client-gone': 'invalid_request_error',
  'context-too-long': 'invalid_request_error',
  'content-policy': 'invalid_request_error',
  // About the gateway's own account, not the client's.
  'upstream-auth': 'api_error',
  'upstream-billing': 'api_error',
  'upstream-permission': 'api_error',
  'upstream-not-found': 'not_found_error',
  'not-installed': 'api_error',
  'rate-limit': 'rate_limit_error',
  timeout: 'timeout_error',
  deadline: 'timeout_error',
  unreachable: 'api_error',
  overloaded: 'overloaded_error',
  'upstream-fault': 'api_error',
  'broken-answer': 'api_error',
  diverged: 'api_error',
  busy: 'overloaded_error',
  'shutting-down': 'overloaded_error',
  internal: 'api_error',
};

/** By these words coding agents know that they have to shorten the conversation. */
const tooLong = 'prompt is too long';

/** The body of an error answer. Machine-readable detail stands where the format's own stands. */
export function encodeError(error: GatewayError, requestId: string): JsonObject {
  const { code, param } = error;
  return {
    type: 'error',
    error: {
      type: types[error.kind],
      message: `${messageOf(error)} (request id: ${requestId})`,
      ...(param !== null && { param }),
      ...(code !== null && { details: { error_code: code } }),
    },
    request_id: requestId,
  };
}

/** The event that ends a failed stream; no `message_stop` follows it. */
export function encodeStreamError(error: GatewayError, requestId: string): string {
  return formatEvent(JSON.stringify(encodeError(error, requestId)), 'error');
}

function messageOf({ kind, message }: GatewayError): string {
  if (kind !== 'context-too-long' || message.toLowerCase().includes(tooLong)) return message;
  return `${tooLong}: ${message}`;
}
