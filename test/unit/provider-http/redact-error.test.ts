import { describe, expect, test } from '@jest/globals';
import { cleanRequestId } from '../../../adapters/provider-http/clean-request-id.ts';
import { redactError } from '../../../adapters/provider-http/redact-error.ts';
import { Secret } from '../../../core/access/secret.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';

const key = 'tide.4f9a27c1d0b8e3';
const secrets = [new Secret(key)];

describe('an error of a provider', () => {
  test('says the key in none of its words, though its message is clean', () => {
    const upstream = { status: 401, type: `t ${key}`, code: `c ${key}`, requestId: key };
    const error = new GatewayError('upstream-auth', 'no', {
      param: `p ${key}`,
      code: `c ${key}`,
      retryAfterMs: 5,
      upstream,
    });
    expect(redactError(error, secrets)).toMatchObject({
      kind: 'upstream-auth',
      message: 'no',
      param: 'p [redacted]',
      code: 'c [redacted]',
      retryAfterMs: 5,
      upstream: { status: 401, type: 't [redacted]', code: 'c [redacted]', requestId: null },
    });
  });

  test('has short words, cut only when the key is out of them', () => {
    const long = `${'x'.repeat(95)} ${key}${'y'.repeat(9000)}`;
    const upstream = { status: 400, type: long, code: long, requestId: long };
    const clean = redactError(new GatewayError('invalid-request', 'm', { param: long, code: long, upstream }), secrets);
    const word = `${'x'.repeat(95)} [red`;
    expect(clean).toMatchObject({
      param: word,
      code: word,
      upstream: { type: word, code: word, requestId: null },
    });
  });

  test('that is clean stays the same object, its cause with it', () => {
    const upstream = { status: 429, type: 'rate_limit', code: null, requestId: 'req_1' };
    const error = new GatewayError('rate-limit', 'slow down', { code: 'c', upstream, cause: new Error('c') });
    expect(redactError(error, secrets)).toBe(error);
    expect(redactError(key, secrets)).toBe(key);
  });
});

test.each([
  ['req_7f:3a.9-c', 'req_7f:3a.9-c'],
  ['r'.repeat(128), 'r'.repeat(128)],
  ['r'.repeat(129), null],
  ['', null],
  ['a b', null],
  ['a\n', null],
  ['<b>', null],
  [key, null],
  [`req-${key}`, null],
  ['sk-proj-0123456789abcdef', null],
  [null, null],
])('the request id %j is logged as %j', (id, expected) => {
  expect(cleanRequestId(id, secrets)).toBe(expected);
});
