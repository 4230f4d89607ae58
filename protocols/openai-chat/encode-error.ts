import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';

/** The `type` and `code` of each kind, where nobody said it more exactly. */
const words: Readonly<Record<ErrorKind, readonly [type: string, code: string | null]>> = {
  'invalid-request': ['invalid_request_error', null],
  'unsupported-parameter': ['invalid_request_error', 'unsupported_parameter'],
  unauthorized: ['invalid_request_error', 'invalid_api_key'],
  forbidden: ['permission_error', 'forbidden'],
  'not-found': ['invalid_request_error', 'not_found'],
  'method-not-allowed': ['invalid_request_error', 'method_not_allowed'],
  'model-not-found': ['invalid_request_error', 'model_not_found'],
  conflict: ['invalid_request_error', 'conflict'],
  'body-too-large': ['invalid_request_error', 'request_too_large'],
  'request-timeout': ['invalid_request_error', 'request_timeout'],
  'client-gone': ['invalid_request_error', 'client_gone'],
  'context-too-long': ['invalid_request_error', 'context_length_exceeded'],
  'content-policy': ['invalid_request_error', 'content_policy_violation'],
  'upstream-auth': ['server_error', 'upstream_auth'],
  'upstream-billing': ['server_error', 'upstream_billing'],
  'upstream-permission': ['server_error', 'upstream_permission'],
  'upstream-not-found': ['server_error', 'upstream_not_found'],
  'not-installed': ['server_error', 'not_installed'],
  'rate-limit': ['rate_limit_error', 'rate_limit_exceeded'],
  timeout: ['server_error', 'timeout'],
  deadline: ['server_error', 'deadline'],
  unreachable: ['server_error', 'upstream_unreachable'],
  overloaded: ['server_error', 'overloaded'],
  'upstream-fault': ['server_error', 'upstream_fault'],
  'broken-answer': ['server_error', 'broken_answer'],
  diverged: ['server_error', 'diverged'],
  busy: ['server_error', 'busy'],
  'shutting-down': ['server_error', 'shutting_down'],
  internal: ['server_error', 'internal_error'],
};

/** Kinds that are about the gateway's own account at the provider; its words would read as if the client's were meant. */
const ownAccount: ReadonlySet<ErrorKind> = new Set([
  ...(['upstream-auth', 'upstream-billing', 'upstream-permission', 'upstream-not-found'] as const),
]);

/** The body of an error answer. */
export function encodeError(error: GatewayError, requestId: string): JsonObject {
  const [type, code] = words[error.kind];
  const upstream = ownAccount.has(error.kind) ? null : error.upstream;
  return {
    error: {
      message: `${error.message} (request id: ${requestId})`,
      type: upstream?.type ?? type,
      param: error.param,
      code: error.code ?? upstream?.code ?? code,
    },
    request_id: requestId,
  };
}

/** The event that ends a failed stream; no `[DONE]` follows it. */
export function encodeStreamError(error: GatewayError, requestId: string): string {
  return formatEvent(JSON.stringify(encodeError(error, requestId)));
}
