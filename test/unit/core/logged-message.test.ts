import { expect, test } from '@jest/globals';
import { loggedMessage } from '../../../core/chat/logged-message.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';

const upstream = { status: 400, type: 'invalid_request_error', code: 'bad_prompt', requestId: null };

test('what a provider says about a request stays out of the log, for it may quote the prompt', () => {
  const error = new GatewayError('invalid-request', 'bad prompt: my secret', { upstream, param: 'messages' });
  expect(loggedMessage(error)).toBe('The provider refused the request (HTTP 400, bad_prompt, messages).');
});

test('neither does the gateway’s own refusal, which may quote a field', () => {
  const error = new GatewayError('invalid-request', '`messages[0].role` must be …, got "my secret".', {
    param: 'messages[0].role',
  });
  expect(loggedMessage(error)).toBe('The request was refused (invalid-request, messages[0].role).');
});

test('what a provider says about itself is logged, and what the gateway says about its own state', () => {
  expect(loggedMessage(new GatewayError('overloaded', 'too busy', { upstream }))).toBe('too busy');
  expect(loggedMessage(new GatewayError('busy', 'The queue is full.'))).toBe('The queue is full.');
});
