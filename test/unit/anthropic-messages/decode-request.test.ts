import { describe, expect, test } from '@jest/globals';
import { leaveOutAdvisory } from '../../../core/conversation/leave-out-advisory.ts';
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
    tools: [{ type: 'function', name: 'a', parameters: { type: 'object' } }],
    toolChoice: { type: 'required' },
    parallelToolCalls: false,
  });
});

test.each([
  [{ thinking: { type: 'disabled' } }, 'none'],
  [{ thinking: { type: 'between_tools' } }, 'none'],
  [{ thinking: { type: 'adaptive', display: 'summarized' } }, 'high'],
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
    mcp_servers: [],
    tools: [
      { type: 'new_thing_20260318', name: 'new_thing' },
      { name: 'a', input_schema: {}, output_schema: {} },
    ],
  });
  expect(Object.entries(decoded.unknown ?? {})).toEqual([
    ['tools.1.output_schema', {}],
    ['tools.0', { type: 'new_thing_20260318', name: 'new_thing' }],
    ['container', 'c'],
    ['__proto__', { polluted: true }],
  ]);
  expect(decoded.fieldsProtocol).toBe('anthropic-messages');
  expect(decoded.tools).toEqual([{ type: 'function', name: 'a', parameters: {} }]);
});

test('what only advises is kept apart, for every target may leave it out', () => {
  const decoded = decodeRequest({
    ...body,
    context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
    cache_control: { type: 'ephemeral' },
    service_tier: 'standard_only',
    metadata: { user_id: 'u', team: 't' },
    thinking: { type: 'adaptive', display: 'omitted' },
    output_config: { effort: 'low', task_budget: { type: 'tokens', total: 9 } },
    tools: [
      { name: 'a', input_schema: {}, defer_loading: true, eager_input_streaming: true },
      { type: 'tool_search_tool_regex_20251119', name: 'tool_search' },
    ],
  });
  expect(decoded).not.toHaveProperty('unknown');
  expect(decoded).toMatchObject({ userId: 'u', reasoningEffort: 'low' });
  expect(Object.keys(decoded.advisory ?? {}).sort()).toEqual([
    'cache_control',
    'context_management',
    'metadata.team',
    'output_config.task_budget',
    'service_tier',
    'thinking.display',
    'tools.0.defer_loading',
    'tools.0.eager_input_streaming',
    'tools.1',
  ]);
});

const account = '0d5f2a3e-6b1c-4d8f-9a7e-3c2b1a0f9e8d';

test.each([
  ['u', 'u'],
  [JSON.stringify({ device_id: 'd'.repeat(64), account_uuid: account, session_id: 's' }), account],
  [JSON.stringify({ device_id: 'd'.repeat(64), account_uuid: '', session_id: 's' }), 'd'.repeat(64)],
  [`user_${'a'.repeat(64)}_account_${account}_session_s`, 'a'.repeat(64)],
])('the user name %s is %s to everybody', (sent, userId) => {
  const decoded = decodeRequest({ ...body, metadata: { user_id: sent } });
  expect(decoded.userId).toBe(userId);
  expect(decoded.advisory).toEqual(sent === userId ? undefined : { 'metadata.user_id': sent });
  expect(encode(decoded).body.metadata).toEqual({ user_id: sent });
});

test('a user name too long for others has a short one that is always the same, and no one else has', () => {
  const nameOf = (sent: string) => decodeRequest({ ...body, metadata: { user_id: sent } }).userId;
  expect(nameOf('x'.repeat(200))).toMatch(/^user-[0-9a-f]{16}$/);
  expect(nameOf('x'.repeat(200))).toBe(nameOf('x'.repeat(200)));
  expect(nameOf('x'.repeat(200))).not.toBe(nameOf('x'.repeat(201)));
});

test('an answer limit may be missing, where tokens are only counted', () => {
  const { max_tokens: _, ...counted } = body;
  expect(decodeRequest(counted)).not.toHaveProperty('maxOutputTokens');
});

test('the answer format is read where it stood before, too', () => {
  const schema = { type: 'object' };
  const format = { type: 'json-schema', name: 'answer', schema, strict: true };
  expect(decodeRequest({ ...body, output_format: { type: 'json_schema', schema } }).responseFormat).toEqual(format);
});

test('a call without arguments has no input, and thinking nobody has signed no signature', () => {
  const content = [
    { type: 'thinking', thinking: 'hm', signature: '' },
    { type: 'tool_use', id: '1', name: 'a' },
    { type: 'tool_use', id: '2', name: 'a', input: '' },
    { type: 'tool_use', id: '3', name: 'a', input: {} },
  ];
  const { messages } = decodeRequest({ ...body, messages: [{ role: 'assistant', content }] });
  expect(messages[0]?.parts).toEqual([
    { type: 'reasoning', text: 'hm' },
    { type: 'tool-call', id: '1', name: 'a', kind: 'function', input: '' },
    { type: 'tool-call', id: '2', name: 'a', kind: 'function', input: '' },
    { type: 'tool-call', id: '3', name: 'a', kind: 'function', input: '{}' },
  ]);
});

test('tool results come first wherever they stand, empty, failed or with images', () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } };
  const { messages } = decodeUser([
    { type: 'text', text: 'so?' },
    { type: 'tool_result', tool_use_id: '1' },
    { type: 'tool_result', tool_use_id: '2', content: [image], is_error: true },
  ]);
  const file = { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' } };
  expect(messages).toEqual([
    {
      role: 'tool',
      parts: [
        { type: 'tool-result', toolCallId: '1', content: [] },
        { type: 'tool-result', toolCallId: '2', content: [file], isError: true },
      ],
    },
    { role: 'user', parts: [{ type: 'text', text: 'so?' }] },
  ]);
});

test('instructions in the middle of the conversation stay there', () => {
  const messages = [...body.messages, { role: 'system', content: 'Be short.' }];
  expect(decodeRequest({ ...body, messages }).messages.at(-1)).toEqual({
    role: 'system',
    parts: [{ type: 'text', text: 'Be short.' }],
  });
});

test('blocks no other format has stay as they are, and extras of known blocks travel with them', () => {
  const search = { type: 'search_result', source: 's', title: 't', content: [] };
  const stored = { type: 'image', source: { type: 'file', file_id: 'f' }, cache_control: { type: 'ephemeral' } };
  const cited = { type: 'document', source: { type: 'url', url: 'https://example.com' }, citations: { enabled: true } };
  expect(decodeUser([search, stored, cited]).messages).toEqual([
    {
      role: 'user',
      parts: [
        { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: search } },
        { type: 'opaque', opaque: { protocol: 'anthropic-messages', data: stored } },
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

test('what a document asks for besides is named for other formats, and goes back with it in this one', () => {
  const source = { type: 'url', url: 'https://example.com' };
  const cited = { type: 'document', source, citations: { enabled: true }, context: 'A tide table.' };
  const plain = { type: 'document', source, citations: { enabled: false }, context: null };
  const request = decodeUser([cited, plain, { type: 'text', text: 'a' }]);
  const fields = ['messages.0.content.0.citations', 'messages.0.content.0.context'];
  expect(Object.keys(request.advisory ?? {})).toEqual(fields);
  expect(leaveOutAdvisory(request, 'other').changes).toEqual(fields.map((field) => `${field} dropped`));
  const { body, changes } = encode(request);
  expect(body.messages).toMatchObject([{ content: [cited, { type: 'document' }, { type: 'text' }] }]);
  expect(changes).toEqual([]);
});

describe('a malformed body is refused, naming the field:', () => {
  test.each<[string, object]>([
    ['model', { model: undefined }],
    ['model', { model: 5 }],
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
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: [] }] }] },
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
});
