import { expect, test } from '@jest/globals';
import { loggedMessage } from '../../../core/chat/logged-message.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';

const upstream = { status: 400, type: 'invalid_request_error', code: 'bad_prompt', requestId: null };

test('what a provider says about a request stays out of the log, for it may quote the prompt', () => {
  const error = new GatewayError('invalid-request', 'bad prompt: my secret', { upstream, param: 'messages' });
  expect(loggedMessage(error)).toBe('The provider refused the request (HTTP 400, bad_prompt, messages).');
});

test('what it says about itself, and what the gateway says, is logged', () => {
  expect(loggedMessage(new GatewayError('overloaded', 'too busy', { upstream }))).toBe('too busy');
  expect(loggedMessage(new GatewayError('invalid-request', '`n` must be a number.'))).toBe('`n` must be a number.');
});
