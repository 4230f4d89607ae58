import { describe, expect, test } from '@jest/globals';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { readBody } from './stream.ts';

function failure(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  return gemini.decodeError({ status, body, header: (name) => headers[name] ?? null, now: 0 });
}

function said(status: number, error: object) {
  return failure(status, JSON.stringify({ error }));
}

test.each([
  ['unauthorized', 400, 'upstream-auth'],
  ['unauthenticated', 401, 'upstream-auth'],
  ['forbidden', 403, 'upstream-permission'],
  ['billing', 403, 'upstream-billing'],
  ['model-not-found', 404, 'upstream-not-found'],
  ['context-too-long', 400, 'context-too-long'],
  ['body-too-large', 400, 'body-too-large'],
  ['invalid-request', 400, 'invalid-request'],
  ['rate-limit', 429, 'rate-limit'],
  ['daily-quota', 429, 'upstream-billing'],
  ['overloaded', 503, 'overloaded'],
  ['fault', 500, 'upstream-fault'],
])('%s', (name, status, kind) => {
  expect(failure(status, JSON.stringify(readBody(`error-${name}`)))).toMatchObject({ kind });
});

test.each([
  [504, { status: 'DEADLINE_EXCEEDED' }, 'timeout'],
  [409, { status: 'ABORTED' }, 'overloaded'],
  [
    400,
    { status: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' },
    'upstream-permission',
  ],
  [400, { status: 'FAILED_PRECONDITION', message: 'Please enable billing.' }, 'upstream-billing'],
  [429, { status: 'RESOURCE_EXHAUSTED', message: 'Your prepayment credits are depleted.' }, 'upstream-billing'],
  [
    400,
    {
      status: 'INVALID_ARGUMENT',
      message:
        'Unable to submit request because the input token count is 40000 but the model only supports up to 32768.',
    },
    'context-too-long',
  ],
  [418, {}, 'invalid-request'],
])('%i %j', (status, error, kind) => {
  expect(said(status, error).kind).toBe(kind);
});

describe('the wait', () => {
  const retryInfo = (retryDelay: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

  test.each([
    ['34.074824224s', 34_075],
    ['0s', null],
    ['soon', null],
    [7, null],
    ['9999999s', 86_400_000],
  ])('of %j is %p ms', (retryDelay, expected) => {
    const error = said(429, { status: 'RESOURCE_EXHAUSTED', details: [retryInfo(retryDelay)] });
    expect(error.retryAfterMs).toBe(expected);
  });

  test('comes from the header where the body tells none', () => {
    expect(failure(503, '{}', { 'retry-after': '3' }).retryAfterMs).toBe(3000);
  });
});

test('a list of one error, as streams answer with, is read', () => {
  const error = { code: 403, message: 'No.', status: 'PERMISSION_DENIED' };
  expect(failure(403, JSON.stringify([{ error }]))).toMatchObject({ kind: 'upstream-permission', message: 'No.' });
});

test.each(['', '<html>', '[]', '"x"', '{"error":"x"}', '{"error":{"details":"x"}}'])(
  '%j says what its status says',
  (body) => {
    const error = failure(503, body, { 'x-request-id': 'r' });
    expect(error).toMatchObject({
      kind: 'overloaded',
      upstream: { status: 503, type: null, code: null, requestId: 'r' },
    });
    expect(error.message).toContain('HTTP 503');
  },
);
