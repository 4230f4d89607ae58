import { describe, expect, test } from '@jest/globals';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { parseRetryAfter } from '../../../core/errors/retry-after.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { jsonFixture } from './fixture.ts';

interface ErrorCase {
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
  readonly kind: ErrorKind;
  readonly param?: string;
  readonly message?: string;
  readonly code: string | null;
}

const cases: readonly ErrorCase[] = jsonFixture('errors.json').cases;

function decode(status: number, body: unknown, headers: Record<string, string> = {}): GatewayError {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return openAiChat.decodeError({ status, header: (name) => headers[name] ?? null, body: text, now: 0 });
}

describe('decoding a provider’s error', () => {
  test.each(cases.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    const { status, body, kind, param = null, code, message } = example;
    const error = decode(status, body);
    expect({ kind: error.kind, param: error.param, code: error.code }).toEqual({ kind, param, code });
    if (message !== undefined) expect(error.message).toBe(message);
  });

  test('keeps what the provider said, with its id of the request and how long to wait', () => {
    const body = { error: { message: 'Slow down.', type: 'tokens', param: null, code: 'rate_limit_exceeded' } };
    const error = decode(429, body, { 'x-request-id': 'req_up', 'retry-after-ms': '1500' });
    expect(error).toMatchObject({
      message: 'Slow down.',
      retryAfterMs: 1500,
      upstream: { status: 429, type: 'tokens', code: 'rate_limit_exceeded', requestId: 'req_up' },
    });
  });

  test('says so when the body explains nothing', () => {
    for (const body of ['<html>', '', '{}', '[]', 'null', '{"error":{}}', '{"error":7}']) {
      expect(decode(502, body).message).toBe('The provider answered HTTP 502 without an explanation that can be read.');
    }
  });

  test('a very long message is cut', () => {
    expect(decode(400, { error: { message: 'x'.repeat(5000) } }).message).toHaveLength(1001);
  });
});

describe('encoding an error for a Chat client', () => {
  test('has every field, the request id, and what to do', () => {
    const error = new GatewayError('invalid-request', '`stop` must be a string.', { param: 'stop' });
    expect(openAiChat.encodeError(error, 'req_1')).toEqual({
      error: {
        message: '`stop` must be a string. (request id: req_1)',
        type: 'invalid_request_error',
        param: 'stop',
        code: null,
      },
      request_id: 'req_1',
    });
  });

  test.each<[ErrorKind, string, string]>([
    ['model-not-found', 'invalid_request_error', 'model_not_found'],
    ['rate-limit', 'rate_limit_error', 'rate_limit_exceeded'],
    ['context-too-long', 'invalid_request_error', 'context_length_exceeded'],
    ['upstream-auth', 'server_error', 'upstream_auth'],
    ['unauthorized', 'invalid_request_error', 'invalid_api_key'],
    ['overloaded', 'server_error', 'overloaded'],
    ['deadline', 'server_error', 'deadline'],
  ])('%s has type %s and code %s', (kind, type, code) => {
    const { error } = openAiChat.encodeError(new GatewayError(kind, 'x'), 'r');
    expect(error).toMatchObject({ type, code, param: null });
  });

  test('keeps the provider’s type and code where they are about the request', () => {
    const { error } = openAiChat.encodeError(
      decode(400, { error: { message: 'm', type: 'image_error', code: 'image_too_small', param: 'p' } }),
      'r',
    );
    expect(error).toMatchObject({ type: 'image_error', code: 'image_too_small', param: 'p' });
  });

  test('in a running stream it is one event, and no end marker follows', () => {
    const text = openAiChat.encodeStreamError(new GatewayError('broken-answer', 'cut\noff'), 'req_1');
    expect(text).toBe(
      'data: {"error":{"message":"cut\\noff (request id: req_1)","type":"server_error","param":null,"code":"broken_answer"},"request_id":"req_1"}\n\n',
    );
    expect(openAiChat.endOfStream).toBe('data: [DONE]\n\n');
  });
});

test.each([
  ['retry-after', '86400', 86_400_000],
  ['retry-after', '86401', 86_400_000],
  ['retry-after', '9'.repeat(400), 86_400_000],
  ['retry-after', 'Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
  ['retry-after-ms', '9'.repeat(400), 86_400_000],
  ['retry-after', '0', null],
  ['retry-after-ms', '0', null],
  ['retry-after-ms', '0.0', null],
  ['retry-after', '-5', null],
  ['retry-after', '+3', null],
  ['retry-after', '1, 2', null],
  ['retry-after', 'Fri, 20 Nov 2026 00:00:00 GMT', null],
])('a wait is read as a time to come, a day at most (%#: %s)', (name, value, expected) => {
  expect(parseRetryAfter((asked) => (asked === name ? value : null), Date.UTC(2026, 10, 21))).toBe(expected);
});

test.each([
  ['0', '30', 30_000],
  ['0', '0', null],
  ['1500', '30', 1500],
  ['soon', '30', 30_000],
])('of two waits the milliseconds count, unless they say nothing: %s ms and %s s', (inMs, inSeconds, expected) => {
  const header = (asked: string) => (asked === 'retry-after-ms' ? inMs : inSeconds);
  expect(parseRetryAfter(header, Date.UTC(2026, 10, 21))).toBe(expected);
});
