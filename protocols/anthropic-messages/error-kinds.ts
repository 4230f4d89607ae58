import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { kindOfStatus } from '../http-errors/kind-of-status.ts';

const kindsByType: ReadonlyMap<string, ErrorKind> = new Map([
  ['invalid_request_error', 'invalid-request'],
  ['authentication_error', 'upstream-auth'],
  ['billing_error', 'upstream-billing'],
  ['permission_error', 'upstream-permission'],
  ['not_found_error', 'upstream-not-found'],
  ['request_too_large', 'body-too-large'],
  ['rate_limit_error', 'rate-limit'],
  ['timeout_error', 'timeout'],
  ['overloaded_error', 'overloaded'],
]);

/** Causes whose type or status alone would mislead: waiting does not raise a spend limit, another request frees no account. */
const kindsByCode: ReadonlyMap<string, ErrorKind> = new Map([
  ['enforced_spend_limit_reached', 'upstream-billing'],
  ['contract_spend_limit_reached', 'upstream-billing'],
  ['linked_organization_spend_limit_reached', 'upstream-billing'],
  ['linked_organization_billing_unavailable', 'upstream-billing'],
  ['organization_on_hold', 'upstream-permission'],
  ['cmek_key_disabled', 'upstream-permission'],
  ['cmek_key_network_blocked', 'upstream-permission'],
  ['cmek_context_unavailable', 'overloaded'],
  ['cmek_key_unreachable', 'overloaded'],
]);

/** What is known of an error; the status is `null` when it came inside an answer. */
export interface SaidError {
  readonly status: number | null;
  readonly type: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** The error table's column for this format: by code, else by type, else by status. */
export function errorKind(said: SaidError): ErrorKind {
  const byCode = said.code === null ? undefined : kindsByCode.get(said.code);
  if (byCode !== undefined) return byCode;
  const byType = said.type === null ? undefined : kindsByType.get(said.type);
  const kind = byType ?? (said.status === null ? 'upstream-fault' : kindOfStatus(said.status));
  return kind === 'invalid-request' && said.code === null ? kindByMessage(said.message ?? '') : kind;
}

/** Two causes come as plain invalid requests, told apart by their words alone. */
function kindByMessage(message: string): ErrorKind {
  if (/prompt is too long|exceeds? (the )?context (limit|window)/i.test(message)) return 'context-too-long';
  if (/credit balance is too low/i.test(message)) return 'upstream-billing';
  return 'invalid-request';
}
