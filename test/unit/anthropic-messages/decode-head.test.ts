import { expect, test } from '@jest/globals';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { thrownBy } from './encode.ts';

const { decodeHead } = anthropicMessages;

test('the head says what routing needs, and the usage is always told', () => {
  expect(decodeHead({ messages: [], model: 'auto' })).toEqual({
    model: 'auto',
    stream: false,
    includeUsage: true,
    processing: 'standard',
    hidesReasoning: true,
  });
  expect(decodeHead({ messages: [], model: 'auto', stream: true, speed: 'fast' })).toMatchObject({
    stream: true,
    processing: 'fast',
  });
});

test.each([
  [undefined, true],
  [{ type: 'disabled' }, true],
  [{ type: 'adaptive' }, true],
  [{ type: 'adaptive', display: 'omitted' }, true],
  [{ type: 'adaptive', display: 'summarized' }, false],
  [{ type: 'enabled', budget_tokens: 1024 }, false],
  [{ type: 'enabled', budget_tokens: 1024, display: 'omitted' }, true],
])('of a client with thinking %j the reasoning is hidden: %s', (thinking, hidden) => {
  expect(decodeHead({ messages: [], model: 'auto', thinking }).hidesReasoning).toBe(hidden);
});

test.each([
  [{}, 'model'],
  [{ model: '' }, 'model'],
  [{ model: 5 }, 'model'],
  [{ model: 'm'.repeat(513) }, 'model'],
  [{ model: 'auto', stream: 'yes' }, 'stream'],
  [{ model: 'auto', messages: '{}' }, 'messages'],
])('%j is refused, naming %3$s', (body, param) => {
  expect(thrownBy(() => decodeHead({ messages: [], ...body }))).toMatchObject({ kind: 'invalid-request', param });
});
