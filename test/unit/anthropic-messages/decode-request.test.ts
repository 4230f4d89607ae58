import { describe, expect, test } from '@jest/globals';
import { decodeRequest } from '../../../protocols/anthropic-messages/decode-request.ts';
import { encode, thrownBy } from './encode.ts';
import { readAnswerFixture } from './fixtures.ts';

const body = { model: 'claude-test', max_tokens: 100, messages: [{ role: 'user', content: 'Is the tide high?' }] };

function decodeUser(content: unknown) {
  return decodeRequest({ ...body, messages: [{ role: 'user', content }] });
}

test('a plain question is a user message and a limit', () => {
  expect(decodeRequest(body)).toEqual({
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Is the tide high?' }] }],
    maxOutputTokens: 100,
  });
});

test('null counts as absent everywhere', () => {
  const nothing = { system: null, tools: null, thinking: null, temperature: null, container: null, metadata: null };
  expect(decodeRequest({ ...body, ...nothing })).toEqual(decodeRequest(body));
});

test.each(['request-tools', 'request-structured', 'request-files'])('%s survives decoding and encoding', (name) => {
  const wire = readAnswerFixture(name).body;
  const encoded = encode(decodeRequest(wire));
  expect(encoded.body).toEqual({ ...wire, model: 'claude-test' });
  expect(encoded.changes).toEqual([]);
});

test('tool results become a tool message before the rest of the user message', () => {
  const results = { type: 'tool_result', tool_use_id: '1', content: 'high', is_error: true };
  expect(decodeUser([results, { type: 'text', text: 'so?' }]).messages).toEqual([
    {
      role: 'tool',
      parts: [{ type: 'tool-result', toolCallId: '1', content: [{ type: 'text', text: 'high' }], isError: true }],
    },
    { role: 'user', parts: [{ type: 'text', text: 'so?' }] },
  ]);
});

test('every option is read', () => {
  const options = {
    stream: true,
    system: 'Be short.',
    temperature: 0.5,
    top_p: 0.9,
    top_k: 40,
    stop_sequences: ['END'],
    metadata: { user_id: 'u' },
    service_tier: 'auto',
    tools: [{ name: 'a', input_schema: { type: 'object' } }],
    tool_choice: { type: 'any', disable_parallel_tool_use: true },
  };
  expect(decodeRequest({ ...body, ...options })).toEqual({
    messages: [
      { role: 'system', parts: [{ type: 'text', text: 'Be short.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'Is the tide high?' }] },
    ],
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    stop: ['END'],
    userId: 'u',
    serviceTier: 'auto',
    tools: [{ type: 'function', name: 'a', parameters: { type: 'object' } }],
    toolChoice: { type: 'required' },
    parallelToolCalls: false,
  });
});

test.each([
  [{ thinking: { type: 'disabled' } }, 'none'],
  [{ thinking: { type: 'between_tools' } }, 'none'],
  [{ thinking: { type: 'adaptive', display: 'omitted' } }, 'high'],
  [{ thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }, 'low'],
  [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, 'low'],
  [{ thinking: { type: 'enabled', budget_tokens: 5000 } }, 'high'],
  [{ thinking: { type: 'enabled', budget_tokens: 100_000 } }, 'max'],
  [{ output_config: { effort: 'xhigh' } }, 'xhigh'],
])('%j means an effort of %s', (fields, effort) => {
  expect(decodeRequest({ ...body, ...fields })).toEqual({ ...decodeRequest(body), reasoningEffort: effort });
});

test('what the neutral model has no word for is kept by its path', () => {
  const decoded = decodeRequest({
    ...body,
    container: 'c',
    ...JSON.parse('{"__proto__":{"polluted":true}}'),
    metadata: { user_id: 'u', team: 't' },
    tools: [
      { type: 'web_search_20260318', name: 'web_search' },
      { name: 'a', input_schema: {}, defer_loading: true },
    ],
  });
  expect(Object.entries(decoded.unknown ?? {})).toEqual(
    expect.arrayContaining([
      ['container', 'c'],
      ['__proto__', { polluted: true }],
      ['metadata.team', 't'],
      ['tools.0', { type: 'web_search_20260318', name: 'web_search' }],
      ['tools.1.defer_loading', true],
    ]),
  );
  expect(decoded.tools).toEqual([{ type: 'function', name: 'a', parameters: {} }]);
});

test('blocks no other format has stay as they are, and extras of known blocks travel with them', () => {
  const search = { type: 'search_result', source: 's', title: 't', content: [] };
  const cited = { type: 'document', source: { type: 'url', url: 'https://example.com' }, citations: { enabled: true } };
  expect(decodeUser([search, cited]).messages).toEqual([
    {
      role: 'user',
      parts: [
        { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: search } },
        {
          type: 'file',
          mediaType: 'application/pdf',
          source: { kind: 'url', url: 'https://example.com' },
          opaque: { protocol: 'anthropic-messages', data: { citations: { enabled: true } } },
        },
      ],
    },
  ]);
});

describe('a malformed body is refused, naming the field:', () => {
  test.each<[string, object]>([
    ['model', { model: undefined }],
    ['model', { model: 5 }],
    ['max_tokens', { max_tokens: undefined }],
    ['max_tokens', { max_tokens: 1.5 }],
    ['max_tokens', { max_tokens: '100' }],
    ['stream', { stream: 'yes' }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'hi' }],
    ['messages.0', { messages: ['hi'] }],
    ['messages.0.role', { messages: [{ role: 'tool', content: 'a' }] }],
    ['messages.0.content', { messages: [{ role: 'user' }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages.0.content.0.text', { messages: [{ role: 'user', content: [{ type: 'text' }] }] }],
    ['messages.0.content.0.type', { messages: [{ role: 'user', content: [{ type: 'tool_use' }] }] }],
    ['messages.0.content.0.type', { messages: [{ role: 'assistant', content: [{ type: 'tool_result' }] }] }],
    [
      'messages.0.content.0.input',
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b' }] }] },
    ],
    [
      'messages.0.content.0.source.type',
      { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'x' } }] }] },
    ],
    ['system.0.type', { system: [{ type: 'image' }] }],
    [
      'system.0.cache_control.ttl',
      { system: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '2h' } }] },
    ],
    ['temperature', { temperature: 1.5 }],
    ['top_p', { top_p: -0.1 }],
    ['top_k', { top_k: 0.5 }],
    ['stop_sequences', { stop_sequences: 'END' }],
    ['stop_sequences.1', { stop_sequences: ['END', 5] }],
    ['metadata.user_id', { metadata: { user_id: 5 } }],
    ['service_tier', { service_tier: 'priority' }],
    ['tools.0.input_schema', { tools: [{ name: 'a' }] }],
    ['tool_choice.type', { tool_choice: { type: 'required' } }],
    ['tool_choice.name', { tool_choice: { type: 'tool' } }],
    ['thinking.type', { thinking: { type: 'on' } }],
    ['thinking.budget_tokens', { thinking: { type: 'enabled', budget_tokens: 5 } }],
    ['output_config.effort', { output_config: { effort: 'none' } }],
    ['output_config.format.type', { output_config: { format: { type: 'json' } } }],
  ])('%s in %j', (param, fields) => {
    const error = thrownBy(() => decodeRequest({ ...body, ...fields }));
    expect(error).toMatchObject({ kind: 'invalid-request', param });
    expect(String(error)).toMatch(new RegExp(`: \`${param}\` (must|is) .*\\.$`));
  });

  test('a tool result after other content', () => {
    const result = { type: 'tool_result', tool_use_id: '1' };
    const error = thrownBy(() => decodeUser([{ type: 'text', text: 'a' }, result]));
    expect(error).toMatchObject({ kind: 'invalid-request', param: 'messages.0.content' });
  });
});
