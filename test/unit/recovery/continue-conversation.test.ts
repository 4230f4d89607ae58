import { expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { continueConversation } from '../../../core/resilience/recovery/continue-conversation.ts';

const question = { role: 'user', parts: [{ type: 'text', text: 'Why?' }] } as const;
const request: ConversationRequest = {
  messages: [question],
  tools: [{ type: 'function', name: 'f' }],
  responseFormat: { type: 'json-object' },
  maxOutputTokens: 9,
};
const begun = (...parts: Part[]): ConversationRequest => ({
  ...request,
  messages: [question, { role: 'assistant', name: 'Bo', parts }],
});

test('the text becomes the assistant’s last message, and all else stays', () => {
  expect(continueConversation(request, 'Because 🙂 \r\n')).toEqual({
    ...request,
    messages: [question, { role: 'assistant', parts: [{ type: 'text', text: 'Because 🙂' }] }],
  });
});

test.each(['', ' \n'])('nothing but white space (%j) is nothing to continue', (sent) => {
  expect(continueConversation(request, sent)).toBe(request);
});

test('what the client had the assistant begin stays at the beginning', () => {
  const prefilled = begun({ type: 'text', text: '{"a":' });
  expect(continueConversation(prefilled, ' 1, ')).toEqual(begun({ type: 'text', text: '{"a": 1,' }));
  expect(prefilled).toEqual(begun({ type: 'text', text: '{"a":' }));
});

test('text is added after a part that cannot take it', () => {
  const cited: Part = { type: 'text', text: 'A', opaque: { protocol: 'p', data: 1 } };
  const thought: Part = { type: 'reasoning', text: 'hm' };
  for (const last of [cited, thought]) {
    expect(continueConversation(begun(last), 'B')).toEqual(begun(last, { type: 'text', text: 'B' }));
  }
});
