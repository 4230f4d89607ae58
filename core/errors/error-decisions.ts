import type { ErrorKind } from './error-kind.ts';

/** What follows from a failed attempt, before anything of its answer was sent. */
export interface ErrorDecision {
  /** At the same target: never, once after a fault, or with growing waits (honouring `retryAfterMs`). */
  readonly retry: 'no' | 'once' | 'backoff';
  /** Whether another target may do better. */
  readonly fallsBack: boolean;
}

const final: ErrorDecision = { retry: 'no', fallsBack: false };
const elsewhere: ErrorDecision = { retry: 'no', fallsBack: true };
const onceThenElsewhere: ErrorDecision = { retry: 'once', fallsBack: true };
const backOffThenElsewhere: ErrorDecision = { retry: 'backoff', fallsBack: true };

/** The one table of what a kind of error leads to. */
export const errorDecisions: Readonly<Record<ErrorKind, ErrorDecision>> = {
  'invalid-request': final,
  'unsupported-parameter': elsewhere,
  unauthorized: final,
  forbidden: final,
  'not-found': final,
  'method-not-allowed': final,
  'model-not-found': final,
  conflict: final,
  'body-too-large': final,
  'request-timeout': final,
  'client-gone': final,
  // Only where a larger window, or a fallback the route names, is there.
  'context-too-long': elsewhere,
  'content-policy': elsewhere,
  'upstream-auth': elsewhere,
  'upstream-billing': elsewhere,
  'upstream-permission': elsewhere,
  'upstream-not-found': elsewhere,
  'not-installed': elsewhere,
  'rate-limit': backOffThenElsewhere,
  timeout: onceThenElsewhere,
  deadline: final,
  unreachable: onceThenElsewhere,
  overloaded: backOffThenElsewhere,
  'upstream-fault': onceThenElsewhere,
  'broken-answer': onceThenElsewhere,
  diverged: elsewhere,
  busy: final,
  'shutting-down': final,
  internal: final,
};
