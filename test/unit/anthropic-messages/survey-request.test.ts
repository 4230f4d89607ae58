import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';

const { surveyRequest } = anthropicMessages;
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

test('a conversation is surveyed: turns, instructions, text, and what is new', () => {
  const survey = surveyRequest({
    system: [
      { type: 'text', text: 'Be', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'short.' },
    ],
    max_tokens: 50,
    messages: [
      { role: 'user', content: 'high?' },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hmm', signature: 's' },
          { type: 'tool_use', id: '1', name: 'tide', input: {} },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1', content: [{ type: 'text', text: '4 m' }] }] },
      { role: 'system', content: 'later' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'and' },
          { type: 'text', text: 'now?' },
        ],
      },
    ],
  });
  expect(survey).toMatchObject({
    userTurns: ['high?', 'and\nnow?'],
    systemText: 'Be\nshort.',
    messageCount: 5,
    newCharacters: 3 + 4 + 2 + 3 + 7,
    textCharacters: 8 + 5 + 3 + (4 + 2) + 3 + 5 + 7,
    maxOutputTokens: 50,
    choiceCount: 1,
    hasCacheBreakpoints: true,
    fileTokens: 0,
  });
});

test('needs are found where they stand', () => {
  const needs = (body: object) => surveyRequest({ messages: [], ...body }).needs;
  const none = { tools: false, forcedToolChoice: false, images: false, documents: false, structuredOutput: false };
  expect(needs({})).toEqual(none);
  expect(needs({ tools: [{ name: 'a' }], tool_choice: { type: 'any' } })).toEqual({
    ...none,
    tools: true,
    forcedToolChoice: true,
  });
  expect(needs({ tool_choice: { type: 'auto' } }).forcedToolChoice).toBe(false);
  const inResult = { role: 'user', content: [{ type: 'tool_result', content: [image] }] };
  expect(needs({ messages: [inResult] }).images).toBe(true);
  const pdf = { type: 'document', source: { type: 'url', url: 'https://example.com' } };
  expect(needs({ messages: [{ role: 'user', content: [pdf] }] }).documents).toBe(true);
  expect(needs({ output_config: { format: { type: 'json_schema', schema: {} } } }).structuredOutput).toBe(true);
});

test('text in a document is text, any other document and an image cost their allowance', () => {
  const survey = (block: object) => surveyRequest({ messages: [{ role: 'user', content: [block] }] });
  expect(survey({ type: 'document', source: { type: 'text', data: 'abc' } })).toMatchObject({
    textCharacters: 3,
    fileTokens: 0,
  });
  expect(survey(image).fileTokens).toBe(1600);
  const large = { type: 'document', source: { type: 'base64', data: 'A'.repeat(100_000) } };
  expect(survey(large).fileTokens).toBe(6000);
});

test.each([
  [{ user_id: 'u' }, null],
  [{ user_id: JSON.stringify({ device_id: 'd', session_id: 'abc' }) }, 'abc'],
  [{ user_id: 'user_d_account__session_abc' }, 'abc'],
  [{ user_id: '{"session_id":' }, null],
  [{ session_id: 'named', user_id: 'user_d_account__session_abc' }, 'named'],
])('the session in %j is %s', (metadata, session) => {
  expect(surveyRequest({ metadata }).session).toEqual({
    conversation: null,
    promptCacheKey: null,
    metadataSessionId: session,
  });
});

test('nothing malformed makes it throw', () => {
  const block = fc.record({ type: fc.constantFrom('text', 'image', 'document', 'tool_use', 'tool_result', 'x') });
  const odd = fc.oneof(fc.jsonValue(), fc.array(block));
  const body = fc.dictionary(
    fc.constantFrom('system', 'messages', 'tools', 'tool_choice', 'metadata', 'output_config', 'max_tokens'),
    fc.oneof(odd, fc.array(fc.record({ role: fc.constantFrom('user', 'assistant', 'system', 5), content: odd }))),
  );
  fc.assert(fc.property(body, (any) => typeof surveyRequest(any).textCharacters === 'number'));
  let nested: unknown = 'a';
  for (let depth = 0; depth < 100_000; depth += 1) nested = [{ type: 'tool_result', content: nested }];
  expect(() => surveyRequest({ messages: [{ role: 'user', content: nested }] })).not.toThrow();
});
