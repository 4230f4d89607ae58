import { expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { encodeRequest as encodeConverse } from '../../../protocols/bedrock-converse/encode-request.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const options = { facts: unknownModelFacts('tide-model'), stream: false, dropUnsupported: false };

/** What a client of another format advised, in its fields and in a part of its history. */
const advised: ConversationRequest = {
  messages: [
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'How high is the tide?' },
        { type: 'opaque', advisory: true, opaque: { protocol: 'tide-talk', data: { type: 'search_record' } } },
      ],
    },
  ],
  maxOutputTokens: 500,
  fieldsProtocol: 'tide-talk',
  advisory: { context_management: { edits: [] } },
};

test.each([
  ['openai-chat', () => openAiChat.encodeRequest(advised, options)],
  ['bedrock-converse', () => encodeConverse(advised, options)],
  ['gemini', () => gemini.encodeRequest(advised, options)],
])('%s leaves out what another format only advises, and says so', (_protocol, encode) => {
  const { body, changes } = encode();
  expect(changes).toEqual(expect.arrayContaining(['context_management dropped', 'search_record dropped']));
  expect(JSON.stringify(body)).toContain('How high is the tide?');
  expect(JSON.stringify(body)).not.toMatch(/context_management|search_record/);
});
