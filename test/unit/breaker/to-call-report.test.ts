import { expect, test } from '@jest/globals';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { toCallReport } from '../../../core/resilience/breaker/to-call-report.ts';

const failing = [
  'upstream-auth',
  'upstream-billing',
  'timeout',
  'unreachable',
  'overloaded',
  'upstream-fault',
] as const;
const neutral = [
  'invalid-request',
  'unsupported-parameter',
  'body-too-large',
  'context-too-long',
  'content-policy',
  'upstream-permission',
  'upstream-not-found',
  'not-installed',
  'client-gone',
  'deadline',
  'internal',
] as const;
const late = { afterMs: 9001, limitMs: 12_000 };

test.each([...failing, 'broken-answer'] as const)('%s is a failure', (kind) => {
  expect(toCallReport({ error: new GatewayError(kind, 'said so'), firstToken: null })).toEqual({ outcome: 'failure' });
});

test.each(neutral)('%s says nothing of the target', (kind) => {
  expect(toCallReport({ error: new GatewayError(kind, 'said so'), firstToken: null })).toEqual({ outcome: 'neutral' });
});

test('a rate limit brings the wait that was asked for', () => {
  const error = new GatewayError('rate-limit', 'said so', { retryAfterMs: 700 });
  expect(toCallReport({ error, firstToken: null })).toEqual({ outcome: 'rate-limited', retryAfterMs: 700 });
});

test('a finished answer is a success, unless its first token took more than three quarters of the limit', () => {
  expect(toCallReport({ error: null, firstToken: null })).toEqual({ outcome: 'success' });
  expect(toCallReport({ error: null, firstToken: { ...late, afterMs: 9000 } })).toEqual({ outcome: 'success' });
  expect(toCallReport({ error: null, firstToken: late })).toEqual({ outcome: 'slow-first-token' });
});

test('a client that left after a slow first token had reason to', () => {
  const error = new GatewayError('client-gone', 'left');
  expect(toCallReport({ error, firstToken: late })).toEqual({ outcome: 'slow-first-token' });
});
