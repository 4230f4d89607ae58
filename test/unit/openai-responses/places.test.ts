import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { ClientCodec, JsonObject, ProviderCodec } from '../../../core/ports/wire-codec.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';

/** What the error of a request that its target cannot be told names. */
function named(client: ClientCodec, provider: Pick<ProviderCodec, 'encodeRequest'>, body: JsonObject): unknown {
  const facts = unknownModelFacts('m');
  try {
    provider.encodeRequest(client.decodeRequest(body), { facts, stream: false, dropUnsupported: false });
  } catch (error) {
    if (error instanceof UnsupportedOptions) return [...error.options, ...error.fields];
    if (error instanceof GatewayError) return error.param;
    throw error;
  }
  return null;
}

const user = { role: 'user', content: 'Hello' };
const video = { type: 'video_url', video_url: { url: 'https://example.com/v.mp4' } };
const badCall = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":' } };
const calling = { role: 'assistant', tool_calls: [{ ...badCall, function: { name: 'f', arguments: '{}' } }, badCall] };

describe('what a target of another format cannot be told is named by where the client has it', () => {
  test('in Chat Completions', () => {
    const shown = { role: 'user', content: [{ type: 'text', text: 'See' }, video] };
    for (const provider of [anthropicMessages, bedrockConverse]) {
      expect(named(openAiChat, provider, { messages: [user, shown] })).toEqual(['messages[1].content[1]']);
      expect(named(openAiChat, provider, { messages: [user, calling] })).toBe('messages[1].tool_calls[1]');
    }
  });

  test('in Responses', () => {
    const call = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{' };
    for (const provider of [openAiChat, anthropicMessages]) {
      const input = [user, { role: 'user', content: [{ type: 'hologram' }] }, { type: 'compaction' }];
      expect(named(openAiResponses, provider, { input })).toEqual(['input[1].content[0]', 'input[2]']);
    }
    expect(named(openAiResponses, anthropicMessages, { input: [user, call] })).toBe('input[1]');
  });

  test('in Messages', () => {
    const upload = { type: 'container_upload', file_id: 'f' };
    const messages = [user, { role: 'assistant', content: 'Hi' }, { role: 'user', content: [upload] }];
    for (const provider of [openAiChat, openAiResponses]) {
      expect(named(anthropicMessages, provider, { model: 'm', messages })).toEqual(['messages.2.content.0']);
    }
  });
});
