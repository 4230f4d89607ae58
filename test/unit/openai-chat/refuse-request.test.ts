import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { hello, refusal, user } from './decoding-request.ts';

describe('refusing a malformed Chat request', () => {
  const image = (image_url: unknown) => user({ type: 'image_url', image_url });
  const call = (tool_call: unknown) => ({ messages: [{ role: 'assistant', tool_calls: [tool_call] }] });
  const tool = (entry: unknown) => ({ messages: hello, tools: [entry] });
  test.each<[JsonObject, string, string]>([
    [{}, 'messages', '`messages` is required: an array.'],
    [{ messages: 'hello' }, 'messages', '`messages` must be an array, not a string.'],
    [{ messages: [] }, 'messages', '`messages` must hold at least one message.'],
    [{ messages: [null] }, 'messages[0]', '`messages[0]` must be an object, not null.'],
    [
      { messages: [...hello, { role: 'bot', content: 'x' }] },
      'messages[1].role',
      '`messages[1].role` must be one of developer, system, user, assistant, tool, function; got "bot".',
    ],
    [
      { messages: [{ role: 'user' }] },
      'messages[0].content',
      '`messages[0].content` is required: a string or an array of content parts.',
    ],
    [
      { messages: [{ role: 'user', content: 7 }] },
      'messages[0].content',
      '`messages[0].content` must be a string or an array of content parts, not 7.',
    ],
    [user(), 'messages[0].content', '`messages[0].content` must hold at least one part.'],
    [user('x'), 'messages[0].content[0]', '`messages[0].content[0]` must be an object, not a string.'],
    [user({ type: 'text' }), 'messages[0].content[0].text', '`messages[0].content[0].text` is required: a string.'],
    [
      image('https://x'),
      'messages[0].content[0].image_url',
      '`messages[0].content[0].image_url` must be an object, not a string.',
    ],
    [
      image({ url: 3 }),
      'messages[0].content[0].image_url.url',
      '`messages[0].content[0].image_url.url` must be a non-empty string, not 3.',
    ],
    [
      image({ url: 'ftp://x' }),
      'messages[0].content[0].image_url.url',
      '`messages[0].content[0].image_url.url` must be an https URL or a base64 data URL.',
    ],
    [
      image({ url: 'data:image/png,raw' }),
      'messages[0].content[0].image_url.url',
      '`messages[0].content[0].image_url.url` must be an https URL or a base64 data URL.',
    ],
    [
      image({ url: 'https://x', detail: 'huge' }),
      'messages[0].content[0].image_url.detail',
      '`messages[0].content[0].image_url.detail` must be one of auto, low, high, original; got "huge".',
    ],
    [
      user({ type: 'file', file: {} }),
      'messages[0].content[0].file',
      '`messages[0].content[0].file` needs `file_data` or `file_id`.',
    ],
    [
      user({ type: 'refusal', refusal: 'no' }),
      'messages[0].content[0].type',
      '`messages[0].content[0].type` refusal is for assistant messages only.',
    ],
    [
      { messages: [{ role: 'system', content: [{ type: 'image_url' }] }] },
      'messages[0].content[0].type',
      '`messages[0].content[0].type` must be one of text; got "image_url".',
    ],
    [
      { messages: [{ role: 'assistant', content: null }] },
      'messages[0].content',
      '`messages[0].content` is required unless the message has `tool_calls`: a string or an array of content parts.',
    ],
    [
      { messages: [{ role: 'tool', content: 'x' }] },
      'messages[0].tool_call_id',
      '`messages[0].tool_call_id` is required: a non-empty string.',
    ],
    [
      call({ id: '' }),
      'messages[0].tool_calls[0].id',
      '`messages[0].tool_calls[0].id` must be a non-empty string, not an empty string.',
    ],
    [
      call({ id: 'a', type: 'function', function: { name: 'f', arguments: {} } }),
      'messages[0].tool_calls[0].function.arguments',
      '`messages[0].tool_calls[0].function.arguments` must be a string, not an object.',
    ],
    [tool({ type: 'function' }), 'tools[0].function', '`tools[0].function` is required: an object.'],
    [
      tool({ type: 'function', function: { name: 'f', parameters: [] } }),
      'tools[0].function.parameters',
      '`tools[0].function.parameters` must be an object, not an array.',
    ],
    [
      { messages: hello, tool_choice: 'any' },
      'tool_choice',
      '`tool_choice` must be one of none, auto, required; got "any".',
    ],
    [
      { messages: hello, tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto' } } },
      'tool_choice.allowed_tools.tools',
      '`tool_choice.allowed_tools.tools` is required: an array.',
    ],
    [{ messages: hello, temperature: '0.5' }, 'temperature', '`temperature` must be a number, not a string.'],
    [{ messages: hello, max_tokens: 0 }, 'max_tokens', '`max_tokens` must be at least 1, not 0.'],
    [
      { messages: hello, max_completion_tokens: 1.5 },
      'max_completion_tokens',
      '`max_completion_tokens` must be an integer, not 1.5.',
    ],
    [{ messages: hello, stop: ['a', 1] }, 'stop[1]', '`stop[1]` must be a string, not 1.'],
    [{ messages: hello, logit_bias: { '1': 'x' } }, 'logit_bias.1', '`logit_bias.1` must be a number, not a string.'],
    [{ messages: hello, metadata: { a: 1 } }, 'metadata.a', '`metadata.a` must be a string, not 1.'],
    [
      { messages: hello, reasoning_effort: 'extreme' },
      'reasoning_effort',
      '`reasoning_effort` must be one of none, minimal, low, medium, high, xhigh, max; got "extreme".',
    ],
    [
      { messages: hello, response_format: { type: 'xml' } },
      'response_format.type',
      '`response_format.type` must be one of text, json_object, json_schema; got "xml".',
    ],
    [
      { messages: hello, response_format: { type: 'json_schema', json_schema: { schema: {} } } },
      'response_format.json_schema.name',
      '`response_format.json_schema.name` is required: a non-empty string.',
    ],
    [{ messages: hello, store: 'yes' }, 'store', '`store` must be true or false, not a string.'],
  ])('%j', (body, param, message) => {
    const error = refusal(body);
    expect([error.param, error.message]).toEqual([param, message]);
  });
});
