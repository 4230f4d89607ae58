import type { ErrorKind } from '../../../core/errors/error-kind.ts';

/** The kind of each `error-*` fixture. */
export const errorKinds: Readonly<Record<string, ErrorKind>> = {
  throttling: 'rate-limit',
  quota: 'rate-limit',
  'model-not-ready': 'rate-limit',
  'model-timeout': 'timeout',
  'service-unavailable': 'overloaded',
  'internal-server': 'upstream-fault',
  'model-error': 'upstream-fault',
  'access-denied': 'upstream-permission',
  'bad-api-key': 'upstream-auth',
  'expired-token': 'upstream-auth',
  'unrecognized-client': 'upstream-auth',
  'invalid-signature': 'upstream-auth',
  'not-found': 'upstream-not-found',
  'unknown-model': 'upstream-not-found',
  validation: 'invalid-request',
  'context-too-long': 'context-too-long',
  conflict: 'invalid-request',
  page: 'overloaded',
};
