import { expect, test } from '@jest/globals';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { kindOfStatus } from '../../../protocols/http-errors/kind-of-status.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);

test.each([
  ['OpenAI Chat', openAiChat],
  ['Anthropic Messages', anthropicMessages],
  ['Bedrock Converse', bedrockConverse],
])('an error of %s that says nothing is judged by its status alone, as in every format', (_, codec) => {
  const kinds = statuses.map((status) => codec.decodeError({ status, header: () => null, body: '', now: 0 }).kind);
  expect(kinds).toEqual(statuses.map(kindOfStatus));
});

test.each([
  [400, 'invalid-request'],
  [402, 'upstream-billing'],
  [409, 'invalid-request'],
  [424, 'upstream-fault'],
  [429, 'rate-limit'],
  [500, 'upstream-fault'],
  [529, 'overloaded'],
  [599, 'upstream-fault'],
])('%i is of kind %s', (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind);
});
