import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { bridgeFailure } from '../../../adapters/ai-sdk/bridge-failure.ts';
import type { BridgedCall } from '../../../adapters/ai-sdk/bridged-call.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { ProviderFailure } from '../../../core/ports/wire-codec.ts';

const now = Date.UTC(2026, 0, 1);

function call(failure: ProviderFailure | null = null): BridgedCall {
  const { signal } = new AbortController();
  return { stream: true, signal, connectMs: 3000, response: null, failure, hasEnded: false };
}

function named(name: string, more: object = {}): Error {
  return Object.assign(new Error('the tide is out'), { name, ...more });
}

describe('what a package throws', () => {
  test.each([
    ['AI_LoadAPIKeyError', 'upstream-auth'],
    ['AI_NoSuchModelError', 'upstream-not-found'],
    ['AI_InvalidPromptError', 'invalid-request'],
    ['AI_UnsupportedFunctionalityError', 'unsupported-parameter'],
  ])('%s is told as %s, in its own words', (name, kind) => {
    expect(bridgeFailure(named(name), call(), now)).toMatchObject({ kind, message: 'the tide is out' });
  });

  test.each(['AI_JSONParseError', 'AI_TypeValidationError', 'AI_InvalidResponseDataError', 'AI_NewError'])(
    '%s is a broken answer, without the answer in the message',
    (name) => {
      const failure = bridgeFailure(named(name), call(), now);
      expect(failure).toMatchObject({ kind: 'broken-answer' });
      expect(failure.message).not.toContain('tide');
    },
  );

  test('our own errors are found below what a package wraps around them', () => {
    const own = new GatewayError('unreachable', 'refused', { cause: { code: 'ECONNREFUSED' } });
    const wrapped = named('AI_APICallError', { cause: new Error('fetch failed', { cause: own }) });
    expect(bridgeFailure(wrapped, call(), now)).toBe(own);
  });

  test('a circle of causes ends', () => {
    const circle = named('Error');
    circle.cause = circle;
    expect(bridgeFailure(circle, call(), now)).toMatchObject({ kind: 'upstream-fault' });
  });

  test('an error status that came over other HTTP is read from the error', () => {
    const error = named('AI_APICallError', {
      statusCode: 429,
      responseHeaders: { 'retry-after': '7' },
      responseBody: '{"error":{"message":"slow down","type":"rate_limit_error"}}',
    });
    expect(bridgeFailure(error, call(), now)).toMatchObject({
      kind: 'rate-limit',
      message: expect.stringContaining('slow down'),
      retryAfterMs: 7000,
      upstream: { status: 429 },
    });
  });

  test("a body of the provider's own shape is told in the package's words, with the status's kind", () => {
    const failure = { status: 503, header: () => null, body: '<busy/>', now };
    const error = named('AI_APICallError', { statusCode: 503 });
    expect(bridgeFailure(error, call(failure), now)).toMatchObject({ kind: 'overloaded', message: 'the tide is out' });
  });

  test('a plain error is a broken answer once there is an answer, before that a fault of the package', () => {
    const response = { status: 200, header: () => null, body: Readable.from([]).iterator() };
    expect(bridgeFailure(named('TypeError'), { ...call(), response }, now)).toMatchObject({ kind: 'broken-answer' });
    expect(bridgeFailure(named('TypeError'), call(), now)).toMatchObject({
      kind: 'upstream-fault',
      message: expect.stringContaining('the tide is out'),
    });
  });

  test('a success that cannot be read is a broken answer', () => {
    expect(bridgeFailure(named('AI_APICallError', { statusCode: 200 }), call(), now)).toMatchObject({
      kind: 'broken-answer',
    });
  });
});

describe('what stands in a stream as an error', () => {
  test.each([
    [{ message: 'Overloaded', type: 'overloaded_error' }, 'overloaded'],
    [{ message: 'slow down', code: 429 }, 'rate-limit'],
    ['something', 'upstream-fault'],
    [null, 'upstream-fault'],
  ])('%j is told as %s', (error, kind) => {
    expect(bridgeFailure(error, call(), now)).toMatchObject({ kind });
  });
});
