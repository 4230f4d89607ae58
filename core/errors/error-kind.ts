/**
 * What went wrong, in one word: the left column of the error table. What follows from each kind
 * (retry, fall back, breaker) is in `error-decisions.ts`; what clients see is in the codecs and `adapters/http`.
 */
export type ErrorKind =
  // the client's own
  | 'invalid-request'
  /** The request is sound, but the target has no equivalent for a parameter. */
  | 'unsupported-parameter'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'model-not-found'
  /** Something else has happened to what the request builds upon: its session moved on, its key was used. */
  | 'conflict'
  | 'body-too-large'
  | 'request-timeout'
  | 'client-gone'
  // the provider's
  | 'context-too-long'
  | 'content-policy'
  /** The provider refused our own credentials. */
  | 'upstream-auth'
  | 'upstream-billing'
  | 'upstream-permission'
  | 'upstream-not-found'
  /** What the gateway asks the provider with, a package mostly, is missing where it runs, or is another than it knows. */
  | 'not-installed'
  | 'rate-limit'
  | 'timeout'
  /** The time for the whole call is over. */
  | 'deadline'
  | 'unreachable'
  | 'overloaded'
  | 'upstream-fault'
  /** The answer was cut, empty, unreadable, or an error in disguise. */
  | 'broken-answer'
  /** An answer that was to mend a broken one is not the one that was begun. */
  | 'diverged'
  // the gateway's
  | 'busy'
  | 'shutting-down'
  | 'internal';
