import { expect, test } from '@jest/globals';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { readAnswerFixture } from './fixtures.ts';

function decode(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return anthropicMessages.decodeError({
    status,
    header: (name) => headers[name] ?? null,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    now: 0,
  });
}

test.each([
  ['error-invalid-request', 'invalid-request', null],
  ['error-context-too-long', 'context-too-long', 'context_length_exceeded'],
  ['error-unauthorized', 'upstream-auth', null],
  ['error-billing', 'upstream-billing', null],
  ['error-spend-limit', 'upstream-billing', 'enforced_spend_limit_reached'],
  ['error-forbidden', 'upstream-permission', null],
  ['error-model-not-found', 'upstream-not-found', null],
  ['error-body-too-large', 'body-too-large', null],
  ['error-rate-limit', 'rate-limit', null],
  ['error-fault', 'upstream-fault', null],
  ['error-timeout', 'timeout', null],
  ['error-overloaded', 'overloaded', null],
])('%s is of kind %s', (name, kind, code) => {
  const { status, headers, body } = readAnswerFixture(name);
  const { type, message, details } = body.error as { type: string; message: string; details?: { error_code: string } };
  expect(decode(status, body, headers)).toMatchObject({
    kind,
    message,
    code,
    upstream: { status, type, code: details?.error_code ?? null, requestId: 'req_011CTide' },
  });
});

test('the id of the request is read from the header, else from the body', () => {
  const body = { request_id: 'req_body', error: { type: 'api_error', message: 'm' } };
  expect(decode(500, body, { 'request-id': 'req_header' }).upstream?.requestId).toBe('req_header');
  expect(decode(500, body).upstream?.requestId).toBe('req_body');
});

test('how long to wait is read from the headers', () => {
  const { status, headers, body } = readAnswerFixture('error-rate-limit');
  expect(decode(status, body, headers).retryAfterMs).toBe(7000);
  expect(decode(status, body, { 'retry-after-ms': '250', 'retry-after': '7' }).retryAfterMs).toBe(250);
  expect(decode(status, body).retryAfterMs).toBeNull();
});

test.each([
  [400, 'invalid-request'],
  [401, 'upstream-auth'],
  [402, 'upstream-billing'],
  [403, 'upstream-permission'],
  [404, 'upstream-not-found'],
  [408, 'timeout'],
  [413, 'body-too-large'],
  [429, 'rate-limit'],
  [500, 'upstream-fault'],
  [502, 'upstream-fault'],
  [503, 'overloaded'],
  [504, 'timeout'],
  [529, 'overloaded'],
])('a body nobody can read with status %i is of kind %s', (status, kind) => {
  for (const body of ['<html>Bad gateway</html>', '', '[]', '{"error":"no"}']) {
    expect(decode(status, body)).toMatchObject({
      kind,
      message: `The provider answered HTTP ${status} without an explanation that can be read.`,
      upstream: { status, type: null, code: null, requestId: null },
    });
  }
});

test('a type nobody knows yet is judged by its status', () => {
  expect(decode(529, { error: { type: 'new_error', message: 'm' } }).kind).toBe('overloaded');
  expect(decode(529, { error: { type: 'api_error', message: 'm' } }).kind).toBe('overloaded');
});

test.each([
  ['prompt is too long: 215000 tokens > 200000 maximum', 'context-too-long'],
  ['input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000', 'context-too-long'],
  ['Your credit balance is too low to access the API.', 'upstream-billing'],
  ['the prompt is fine, but not this', 'invalid-request'],
])('without a code, an invalid request is told by its words: %s', (message, kind) => {
  expect(decode(400, { error: { type: 'invalid_request_error', message } }).kind).toBe(kind);
});

test('with a code, words do not count', () => {
  const error = {
    type: 'invalid_request_error',
    message: 'prompt is too long',
    details: { error_code: 'tool_name_conflict' },
  };
  expect(decode(400, { error })).toMatchObject({ kind: 'invalid-request', code: 'tool_name_conflict' });
});
