import { describe, expect, test } from '@jest/globals';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { ClientCodec, JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { rewriteRaw } from '../../../protocols/anthropic-messages/rewrite-raw.ts';
import { encodeRequest as encodeConverse } from '../../../protocols/bedrock-converse/encode-request.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';

type Encode = typeof anthropicMessages.encodeRequest | typeof encodeConverse;

const providers = [
  ['Anthropic', anthropicMessages.encodeRequest, 'claude-test'],
  ['Gemini', gemini.encodeRequest, 'gemini-3-flash'],
  ['Bedrock', encodeConverse, 'anthropic.claude-sonnet-4-6'],
] as const;

/** The fields and options that are named when a client's body is encoded for a model. */
function refused(
  client: ClientCodec,
  body: JsonObject,
  [encode, id]: readonly [Encode, string],
  capabilities: ModelCapabilities = {},
) {
  const facts = { ...unknownModelFacts(id), capabilities };
  try {
    encode(client.decodeRequest(body), { facts, stream: false, dropUnsupported: false });
  } catch (error) {
    if (error instanceof UnsupportedOptions) return [...error.options, ...error.fields];
    throw error;
  }
  return [];
}

describe.each(providers)('%s names the place in the client’s body', (_, encode, id) => {
  test('of a part that is all there is', () => {
    const file = { type: 'input_file', file_id: 'file-1' };
    const input = [{ role: 'user', content: [file] }];
    expect(refused(openAiResponses, { model: 'm', input }, [encode, id])).toEqual(['input[0].content[0]']);
  });

  test('of an assistant message that it does not continue', () => {
    const messages = [
      { role: 'user', content: 'Go' },
      { role: 'assistant', content: 'The tide' },
    ];
    const cannot = { prefill: false };
    expect(refused(openAiChat, { model: 'm', messages }, [encode, id], cannot)).toEqual(['messages[1]']);
    const body = { model: 'm', max_tokens: 9, messages };
    expect(refused(anthropicMessages, body, [encode, id], cannot)).toEqual(['messages.1']);
  });
});

test('Bedrock names an image by its address', () => {
  const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }];
  const place = refused(openAiChat, { model: 'm', messages }, [encodeConverse, 'anthropic.claude-sonnet-4-6']);
  expect(place).toEqual(['messages[0].content[1]']);
});

test('a body in the provider’s own format is refused by the place, too', () => {
  const messages = [
    { role: 'user', content: 'Go' },
    { role: 'assistant', content: 'The tide' },
  ];
  const body = { model: 'm', max_tokens: 9, messages };
  const facts = { ...unknownModelFacts('m'), capabilities: { prefill: false } };
  const options = { model: 'm', facts, ask: 'whole', dropUnsupported: false, allowedBetas: null } as const;
  const raw = { body, bytes: Buffer.from(JSON.stringify(body)), includeUsage: false };
  expect(() => rewriteRaw(raw, options)).toThrow(expect.objectContaining({ fields: ['messages.1'] }));
});

test('a text without a name is called one', () => {
  const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } };
  const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: [document] }] };
  const asked = anthropicMessages.decodeRequest(body);
  const options = { facts: unknownModelFacts('m'), stream: false, dropUnsupported: false };
  for (const { encodeRequest } of [openAiChat, openAiResponses]) {
    const sent = JSON.stringify(encodeRequest(asked, options).body);
    expect(sent).toContain('"filename":"file.txt"');
  }
});
