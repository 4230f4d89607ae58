import { expect, test } from '@jest/globals';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { bedrockFixture } from '../../support/scripted-bedrock.ts';
import { errorKinds } from './error-kinds.ts';

function decode(status: number, headers: Readonly<Record<string, string>>, body: string) {
  return bedrockConverse.decodeError({ status, header: (name) => headers[name] ?? null, body, now: 0 });
}

test.each(Object.entries(errorKinds))('error-%s is of kind %s', (fixture, kind) => {
  const { status = 200, headers = {}, body } = bedrockFixture(`error-${fixture}`);
  const error = decode(status, headers, typeof body === 'string' ? body : JSON.stringify(body));
  expect(error.kind).toBe(kind);
  expect(error.upstream?.status).toBe(status);
  expect(error.message).not.toBe('');
});

test('the wait, the name and the id of the request are kept', () => {
  const error = decode(
    429,
    { 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '7', 'x-amzn-requestid': 'r-1' },
    '{"message":"slow"}',
  );
  expect(error).toMatchObject({
    kind: 'rate-limit',
    message: 'slow',
    retryAfterMs: 7000,
    upstream: { status: 429, type: 'ThrottlingException', requestId: 'r-1' },
  });
});

test('the name may stand in the body, with its namespace', () => {
  const error = decode(400, {}, '{"__type":"com.amazon.coral.service#ThrottlingException","Message":"slow"}');
  expect(error).toMatchObject({ kind: 'rate-limit', message: 'slow' });
});

test.each([
  ['prompt is too long: 204000 tokens > 200000 maximum', 'context-too-long'],
  ['Too many input tokens. Max input tokens: 8192', 'context-too-long'],
  ['This model’s maximum context length is 128000 tokens.', 'context-too-long'],
  ['The maximum tokens you requested exceeds the model limit of 4096.', 'invalid-request'],
  ['Output blocked by content filtering policy', 'content-policy'],
  ['Invocation of model ID x with on-demand throughput isn’t supported.', 'upstream-not-found'],
  ['Operation not allowed', 'upstream-permission'],
  ['messages: roles must alternate', 'invalid-request'],
])('a validation that says "%s" is of kind %s', (message, kind) => {
  expect(decode(400, { 'x-amzn-errortype': 'ValidationException' }, JSON.stringify({ message })).kind).toBe(kind);
});

test('a context that is too long has the code clients look for', () => {
  expect(decode(400, { 'x-amzn-errortype': 'ValidationException' }, '{"message":"Input is too long"}').code).toBe(
    'context_length_exceeded',
  );
});

test.each([
  [401, 'upstream-auth'],
  [403, 'upstream-permission'],
  [404, 'upstream-not-found'],
  [408, 'timeout'],
  [413, 'body-too-large'],
  [418, 'invalid-request'],
  [424, 'upstream-fault'],
  [429, 'rate-limit'],
  [500, 'upstream-fault'],
  [502, 'upstream-fault'],
  [503, 'overloaded'],
  [504, 'timeout'],
])('status %i without a name is of kind %s', (status, kind) => {
  expect(decode(status, {}, '<html>').kind).toBe(kind);
});
