import { expect, test } from '@jest/globals';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { rewriteRaw } from '../../../protocols/anthropic-messages/rewrite-raw.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { readAnswerFixture } from './fixtures.ts';

const { body, headers } = readAnswerFixture('request-coding-agent');
const facts = unknownModelFacts('some-model');

test('what a coding agent sends is refused by no model of another format', () => {
  const conversation = anthropicMessages.decodeRequest(body);
  const options = { facts, stream: true, dropUnsupported: false };
  const { body: chat } = openAiChat.encodeRequest(conversation, options);
  expect(chat).toMatchObject({
    max_completion_tokens: 32_000,
    reasoning_effort: 'high',
    tool_choice: 'auto',
    user: '6f1c0e5a9b7d4c3e8f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e',
  });
  expect(JSON.stringify(chat)).not.toMatch(/context_management|display|device_id|defer_loading|eager/);
  // Everything that had no word is named, for the encoder to say.
  expect(Object.keys(conversation.advisory ?? {}).sort()).toEqual([
    'context_management',
    'metadata.user_id',
    'thinking.display',
    'tools.0.eager_input_streaming',
    'tools.1.defer_loading',
  ]);
});

test('it goes out to its own provider as it came, its flags too', () => {
  const bytes = Buffer.from(JSON.stringify(body));
  const raw = { body, bytes, includeUsage: true, headers };
  const known = { ...facts, capabilities: { alwaysThinks: true, adaptiveThinking: true, sampling: false } };
  const options = { model: 'auto', facts: known, ask: 'stream', dropUnsupported: false, allowedBetas: null } as const;
  const rewritten = rewriteRaw(raw, options);
  expect(rewritten.bytes).toBe(bytes);
  expect(rewritten).toMatchObject({ changes: [], headers: { 'anthropic-beta': headers['anthropic-beta'] } });
});

test('decoded and encoded for a model of its own format it says the same', () => {
  const capabilities = { adaptiveThinking: true };
  const options = { facts: { ...facts, capabilities }, stream: true, dropUnsupported: false };
  const { body: encoded } = anthropicMessages.encodeRequest(anthropicMessages.decodeRequest(body), options);
  // A thinking model takes no temperature, and a result without content says as much as an empty one.
  const { temperature: _, ...sent } = body;
  const said = JSON.stringify({ ...sent, model: 'some-model' }).replace(',"content":"","is_error":false', '');
  expect(encoded).toEqual(JSON.parse(said));
});

test('its session is known', () => {
  expect(anthropicMessages.surveyRequest(body).session.metadataSessionId).toBe('4c7a2f9e-1b3d-4e5f-8a6b-0c9d8e7f6a5b');
});
