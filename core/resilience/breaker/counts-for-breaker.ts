import type { ErrorKind } from '../../errors/error-kind.ts';

/** `failure`: counts. `cool-down`: the target pauses as long as it asked. `neutral`: says nothing of its health. */
export type BreakerCount = 'failure' | 'cool-down' | 'neutral';

/** What each kind of error means for the breaker of the target it came from. */
export const countsForBreaker: Readonly<Record<ErrorKind, BreakerCount>> = {
  'invalid-request': 'neutral',
  'unsupported-parameter': 'neutral',
  unauthorized: 'neutral',
  forbidden: 'neutral',
  'not-found': 'neutral',
  'method-not-allowed': 'neutral',
  'model-not-found': 'neutral',
  conflict: 'neutral',
  'body-too-large': 'neutral',
  'request-timeout': 'neutral',
  'client-gone': 'neutral',
  'context-too-long': 'neutral',
  'content-policy': 'neutral',
  'upstream-auth': 'failure',
  'upstream-billing': 'failure',
  'upstream-permission': 'neutral',
  'upstream-not-found': 'neutral',
  'not-installed': 'neutral',
  'rate-limit': 'cool-down',
  timeout: 'failure',
  deadline: 'neutral',
  unreachable: 'failure',
  overloaded: 'failure',
  'upstream-fault': 'failure',
  'broken-answer': 'failure',
  diverged: 'neutral',
  busy: 'neutral',
  'shutting-down': 'neutral',
  internal: 'neutral',
};
