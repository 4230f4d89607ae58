import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { kindOfStatus } from '../http-errors/kind-of-status.ts';
import type { ErrorFields } from './error-fields.ts';

/** Codes and types that say what happened, whatever the HTTP status. */
const kindsByWord: ReadonlyMap<string, ErrorKind> = new Map([
  ['context_length_exceeded', 'context-too-long'],
  ['exceed_context_size_error', 'context-too-long'],
  ['content_policy_violation', 'content-policy'],
  ['content_filter', 'content-policy'],
  ['invalid_prompt', 'content-policy'],
  ['ResponsibleAIPolicyViolation', 'content-policy'],
  ['insufficient_quota', 'upstream-billing'],
  ['billing_hard_limit_reached', 'upstream-billing'],
  ['invalid_api_key', 'upstream-auth'],
  ['authentication_error', 'upstream-auth'],
  ['permission_error', 'upstream-permission'],
  ['model_not_found', 'upstream-not-found'],
  ['DeploymentNotFound', 'upstream-not-found'],
  // Azure's word for a deployment whose model has no chat.
  ['OperationNotSupported', 'upstream-not-found'],
  ['rate_limit_exceeded', 'rate-limit'],
  ['rate_limit_error', 'rate-limit'],
  ['overloaded_error', 'overloaded'],
  ['timeout_error', 'timeout'],
  ['unsupported_parameter', 'unsupported-parameter'],
  ['unsupported_value', 'unsupported-parameter'],
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
  return kindOfStatus(status);
}

function isRequestType(type: string | null): boolean {
  return type === 'invalid_request_error' || type === 'BadRequestError';
}
