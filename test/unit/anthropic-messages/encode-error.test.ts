import { expect, test } from '@jest/globals';
import { errorDecisions } from '../../../core/errors/error-decisions.ts';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';

const { encodeError, encodeStreamError, parameterName } = anthropicMessages;

test('an error has the shape of the format, the parameter and the code beside the message', () => {
  const error = new GatewayError('rate-limit', 'Slow down.', { param: 'model', code: 'rpm' });
  const body = {
    type: 'error',
    error: {
      type: 'rate_limit_error',
      message: 'Slow down. (request id: r1)',
      param: 'model',
      details: { error_code: 'rpm' },
    },
    request_id: 'r1',
  };
  expect(encodeError(error, 'r1')).toEqual(body);
  expect(encodeStreamError(error, 'r1')).toBe(`event: error\ndata: ${JSON.stringify(body)}\n\n`);
});

test('every kind has a type that clients of the format know', () => {
  const types = Object.keys(errorDecisions).map((kind) => {
    const { error } = encodeError(new GatewayError(kind as ErrorKind, 'No.'), 'r') as { error: { type: string } };
    return error.type;
  });
  expect([...new Set(types)].sort()).toEqual([
    'api_error',
    'authentication_error',
    'invalid_request_error',
    'not_found_error',
    'overloaded_error',
    'permission_error',
    'rate_limit_error',
    'request_too_large',
    'timeout_error',
  ]);
});

test('a prompt that is too long is told in the words coding agents look for', () => {
  const messageOf = (message: string) => {
    const { error } = encodeError(new GatewayError('context-too-long', message), 'r') as { error: { message: string } };
    return error.message;
  };
  expect(messageOf('Maximum context length is 10.')).toBe(
    'prompt is too long: Maximum context length is 10. (request id: r)',
  );
  expect(messageOf('Prompt is too long: 11 > 10')).toBe('Prompt is too long: 11 > 10 (request id: r)');
});

test("options have the format's names", () => {
  expect([parameterName('maxOutputTokens'), parameterName('responseFormat'), parameterName('stop')]).toEqual([
    'max_tokens',
    'output_config.format',
    'stop_sequences',
  ]);
});
