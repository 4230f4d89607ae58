import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { kindOfStatus } from '../http-errors/kind-of-status.ts';

/** By the code's name in the body; what is not here is told by the HTTP status. */
const kindsByCode: ReadonlyMap<string, ErrorKind> = new Map<string, ErrorKind>([
  ['INVALID_ARGUMENT', 'invalid-request'],
  ['OUT_OF_RANGE', 'invalid-request'],
  // The account or the place it is used from does not allow it.
  ['FAILED_PRECONDITION', 'upstream-permission'],
  ['UNAUTHENTICATED', 'upstream-auth'],
  ['PERMISSION_DENIED', 'upstream-permission'],
  ['NOT_FOUND', 'upstream-not-found'],
  ['RESOURCE_EXHAUSTED', 'rate-limit'],
  ['ABORTED', 'overloaded'],
  ['UNAVAILABLE', 'overloaded'],
  ['DEADLINE_EXCEEDED', 'timeout'],
  ['INTERNAL', 'upstream-fault'],
  ['UNKNOWN', 'upstream-fault'],
  ['DATA_LOSS', 'upstream-fault'],
  ['CANCELLED', 'upstream-fault'],
  ['UNIMPLEMENTED', 'upstream-fault'],
]);

/** Reasons whose code alone would mislead. */
const kindsByReason: ReadonlyMap<string, ErrorKind> = new Map<string, ErrorKind>([
  ['API_KEY_INVALID', 'upstream-auth'],
  ['API_KEY_EXPIRED', 'upstream-auth'],
  ['ACCESS_TOKEN_EXPIRED', 'upstream-auth'],
  ['ACCESS_TOKEN_TYPE_UNSUPPORTED', 'upstream-auth'],
  ['CREDENTIALS_MISSING', 'upstream-auth'],
  ['BILLING_DISABLED', 'upstream-billing'],
  ['BILLING_NOT_ACTIVE', 'upstream-billing'],
]);

/** What is known of an error; the status is `null` when it came inside an answer. */
export interface SaidError {
  readonly status: number | null;
  /** The code's name: `RESOURCE_EXHAUSTED`. */
  readonly code: string | null;
  /** The reason within the code, where one is told: `API_KEY_INVALID`. */
  readonly reason: string | null;
  readonly message: string | null;
  /** A quota that is none, or is used up for the day: waiting does not help. */
  readonly isSpent: boolean;
}

/** By reason, else by code, else by status; invalid requests and used up quotas are told apart further. */
export function errorKind({ status, code, reason, message, isSpent }: SaidError): ErrorKind {
  const byReason = reason === null ? undefined : kindsByReason.get(reason);
  if (byReason !== undefined) return byReason;
  const byCode = code === null ? undefined : kindsByCode.get(code);
  const kind = byCode ?? (status === null ? 'upstream-fault' : kindOfStatus(status));
  if (kind === 'invalid-request') return kindByMessage(message ?? '');
  if (kind === 'rate-limit' && (isSpent || /credits are depleted/i.test(message ?? ''))) return 'upstream-billing';
  if (kind === 'upstream-permission' && /\bbilling\b/i.test(message ?? '')) return 'upstream-billing';
  return kind;
}

/** Causes that come as plain invalid arguments, told apart by their words alone. */
function kindByMessage(message: string): ErrorKind {
  if (/token count.{0,40}(exceeds the maximum|only supports up to)/is.test(message)) return 'context-too-long';
  if (/payload size exceeds the limit/i.test(message)) return 'body-too-large';
  if (/API key not valid|API key expired/i.test(message)) return 'upstream-auth';
  return 'invalid-request';
}
