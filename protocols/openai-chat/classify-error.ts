import type { ErrorKind } from '../../core/errors/error-kind.ts';
import type { ErrorFields } from './error-fields.ts';

/** Codes and types that say what happened, whatever the HTTP status. */
const kindsByWord: ReadonlyMap<string, ErrorKind> = new Map([
  ['context_length_exceeded', 'context-too-long'],
  ['exceed_context_size_error', 'context-too-long'],
  ['content_policy_violation', 'content-policy'],
  ['content_filter', 'content-policy'],
  ['invalid_prompt', 'content-policy'],
  ['insufficient_quota', 'upstream-billing'],
  ['billing_hard_limit_reached', 'upstream-billing'],
  ['invalid_api_key', 'upstream-auth'],
  ['authentication_error', 'upstream-auth'],
  ['permission_error', 'upstream-permission'],
  ['model_not_found', 'upstream-not-found'],
  ['rate_limit_exceeded', 'rate-limit'],
  ['rate_limit_error', 'rate-limit'],
  ['overloaded_error', 'overloaded'],
  ['timeout_error', 'timeout'],
  ['unsupported_parameter', 'unsupported-parameter'],
  ['unsupported_value', 'unsupported-parameter'],
]);

const kindsByStatus: ReadonlyMap<number, ErrorKind> = new Map([
  [401, 'upstream-auth'],
  [402, 'upstream-billing'],
  [403, 'upstream-permission'],
  [404, 'upstream-not-found'],
  [408, 'timeout'],
  [413, 'body-too-large'],
  [429, 'rate-limit'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [529, 'overloaded'],
]);

const tooLong =
  /context (?:length|window|size)|prompt is too long|input is too long|too many (?:input )?tokens|input token count/i;
const badKey = /(?:incorrect|invalid) api key|api key not valid/i;

/**
 * The kind of a provider's error.
 * @param status HTTP status; `null` when the error came inside a 200.
 */
export function classifyError(status: number | null, { message, type, code }: ErrorFields): ErrorKind {
  const byWord = kindsByWord.get(code ?? '') ?? kindsByWord.get(type ?? '');
  // A gateway in between may fail with any word in its body: a 5xx is never the request's fault.
  const isServerFault = status !== null && status >= 500;
  if (byWord && !isServerFault) return byWord;
  const isRequestFault = status === 400 || status === 413 || status === 422 || (status === null && isRequestType(type));
  if (isRequestFault && message !== null) {
    if (tooLong.test(message)) return 'context-too-long';
    if (badKey.test(message)) return 'upstream-auth';
  }
  if (status === null) return isRequestType(type) ? 'invalid-request' : 'upstream-fault';
  return kindsByStatus.get(status) ?? (status >= 400 && status < 500 ? 'invalid-request' : 'upstream-fault');
}

function isRequestType(type: string | null): boolean {
  return type === 'invalid_request_error' || type === 'BadRequestError';
}
