import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest, Tool } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { FilePart, Part, ToolResultPart } from '../../../core/conversation/part.ts';
import type { EncodedRequest } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { encodeUsage } from '../../../protocols/openai-responses/responses-usage.ts';
import { chat, converse, geminiApi, messages, responses, type Target } from './targets.ts';

const user = (...parts: Part[]): Message => ({ role: 'user', parts });
const say = (text: string): Part => ({ type: 'text', text });
const call = (id: string, more: object = {}): Part => ({
  type: 'tool-call',
  id,
  name: 'look',
  kind: 'function',
  input: '',
  ...more,
});
const result = (toolCallId: string, content: ToolResultPart['content'], more: object = {}): Part => ({
  type: 'tool-result',
  toolCallId,
  content,
  ...more,
});
const pdf = (more: object = {}): FilePart => ({
  type: 'file',
  mediaType: 'application/pdf',
  source: { kind: 'base64', data: 'AAAA' },
  ...more,
});
const image = (more: object = {}): FilePart => ({
  type: 'file',
  mediaType: 'image/png',
  source: { kind: 'base64', data: 'AAAA' },
  ...more,
});
const turn = (calls: Part[], ...results: Part[]): Message[] => [
  user(say('?')),
  { role: 'assistant', parts: calls },
  { role: 'tool', parts: results },
];
const tools: Tool[] = [
  { type: 'function', name: 'look', parameters: { type: 'object', properties: { at: {} } }, strict: true },
];

function encode(
  target: Target,
  request: ConversationRequest,
  capabilities: ModelCapabilities = {},
  id = target.models[0]?.id ?? 'm',
): EncodedRequest {
  const facts = { ...unknownModelFacts(id), maxOutputTokens: 100, capabilities };
  return target.encode({ maxOutputTokens: 9, ...request }, { facts, stream: false, dropUnsupported: true });
}
const takesMarks = { cacheBreakpoints: true };

describe.each([chat, responses])('cache marks for $name', (target) => {
  test('with a time to live of another format are said to have lost it', () => {
    const request = { messages: [user({ type: 'text', text: 'a', cacheBreakpoint: { ttl: '1h' } })] };
    expect(encode(target, request, takesMarks).changes).toEqual(['cache ttl 1h → default']);
  });

  test('of a tool result stand on its last part, which ends the same prefix', () => {
    const marked = result(
      'c',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      { cacheBreakpoint: {} },
    );
    const { body, changes } = encode(target, { messages: turn([call('c')], marked) }, takesMarks);
    expect(changes).toEqual([]);
    const read = target.read(body).messages.at(-1)?.parts[0];
    expect(read).toMatchObject({ content: [{ text: 'a' }, { text: 'b', cacheBreakpoint: {} }] });
  });

  test('that no content part can take are named', () => {
    const request = { messages: turn([call('c', { cacheBreakpoint: {} })], result('c', [], { cacheBreakpoint: {} })) };
    expect(encode(target, request, takesMarks).changes).toEqual(['cache breakpoints without a content part dropped']);
    expect(encode(target, request).changes).toEqual(['cache breakpoints dropped']);
  });
});

test('Converse puts the mark of the last part of a tool result behind the result, and names others', () => {
  const marked = (text: string) => ({ type: 'text' as const, text, cacheBreakpoint: {} });
  const last = encode(converse, {
    messages: turn([call('c')], result('c', [{ type: 'text', text: 'a' }, marked('b')])),
    tools,
  });
  expect(last.changes).toEqual([]);
  expect(JSON.stringify(last.body)).toContain('{"cachePoint":{"type":"default"}}');
  const both = encode(converse, { messages: turn([call('c')], result('c', [marked('a'), marked('b')])), tools });
  expect(both.changes).toEqual(['cache breakpoints within tool results dropped']);
});

test('Converse keeps the mark of a later system message', () => {
  const later: Message = { role: 'system', parts: [{ type: 'text', text: 'Kindly.', cacheBreakpoint: {} }] };
  const { body } = encode(converse, { messages: [user(say('a')), later] });
  expect(body.messages).toEqual([
    {
      role: 'user',
      content: [
        { text: 'a' },
        { text: '<system_message>\nKindly.\n</system_message>' },
        { cachePoint: { type: 'default' } },
      ],
    },
  ]);
});

test.each([
  ['a document that is looked at closely', chat, pdf({ detail: 'high', filename: 'a.pdf' }), ['file detail dropped']],
  ['the name of an image', chat, image({ filename: 'a.png' }), ['file names dropped']],
  ['the name of an image', responses, image({ filename: 'a.png' }), ['file names dropped']],
  ['a document that is looked at closely', messages, pdf({ detail: 'high' }), ['image detail dropped']],
  ['the name of an image', messages, image({ filename: 'a.png' }), ['file names dropped']],
  ['the name of an image', converse, image({ filename: 'a.png' }), ['file names dropped']],
  ['a name with other letters', converse, pdf({ filename: 'née.pdf' }), ['document names fitted']],
  ['the name of a document', geminiApi, pdf({ filename: 'a.pdf' }), ['file names dropped']],
] as const)('what is lost of a file is named: %s for %s', (_, target, file, changes) => {
  expect(encode(target, { messages: [user(say('a'), file)] }).changes).toEqual(changes);
});

test('Gemini is told how closely to look at a file of a tool result no more than elsewhere, and it is said', () => {
  const request = { messages: turn([call('c')], result('c', [image({ detail: 'high' })])) };
  expect(encode(geminiApi, request, {}, 'gemini-2.5-flash').changes).toContain('image detail dropped');
});

test.each([messages, converse])('blank text is named when $name cannot take it', (target) => {
  expect(encode(target, { messages: [user(say('a'), say(' '))] }).changes).toEqual(['blank text dropped']);
  const inResult = turn(
    [call('c')],
    result('c', [
      { type: 'text', text: '\n' },
      { type: 'text', text: 'b' },
    ]),
  );
  expect(encode(target, { messages: inResult, tools }).changes).toEqual(['blank text dropped']);
});

test.each([messages, converse, geminiApi])(
  'blank instructions are named, and no more than that, for $name',
  (target) => {
    const system: Message = { role: 'system', parts: [say(' ')] };
    expect(encode(target, { messages: [system, user(say('a')), system] }).changes).toEqual(['blank text dropped']);
  },
);

test('a file of a tool result that Chat cannot take leaves no empty message behind', () => {
  const byAddress: FilePart = { ...pdf(), source: { kind: 'url', url: 'https://example.com/a.pdf' } };
  const { body, changes } = encode(chat, { messages: turn([call('c')], result('c', [byAddress])) });
  expect(changes).toEqual(['a file by URL (application/pdf) dropped']);
  expect(body.messages).toHaveLength(3);
});

test('the result of a call is of its own kind for Responses, where the id was another kind of call before', () => {
  const custom = call('c', { kind: 'custom', input: 'x' });
  const twice = [...turn([custom], result('c', [])), ...turn([call('c')], result('c', []))];
  const { body } = encode(responses, { messages: twice });
  expect(body.input).toMatchObject([
    {},
    { type: 'custom_tool_call' },
    { type: 'custom_tool_call_output' },
    {},
    { type: 'function_call' },
    { type: 'function_call_output' },
  ]);
});

describe('the ids of calls for Messages', () => {
  test('stay apart when their letters must be changed, and are read again as they were', () => {
    const ids = ['a.1', 'a_1', 'a/1', 'toolu_as_YS4x'];
    const request = {
      messages: turn(
        ids.map((id) => call(id)),
        ...ids.map((id) => result(id, [])),
      ),
      tools,
    };
    const { body } = encode(messages, request);
    const sent = ['toolu_as_YS4x', 'a_1', 'toolu_as_YS8x', 'toolu_as_dG9vbHVfYXNfWVM0eA'];
    expect(body.messages).toMatchObject([
      {},
      { content: sent.map((id) => ({ id })) },
      { content: sent.map((id) => ({ tool_use_id: id })) },
    ]);
    expect(messages.read(body).messages.flatMap(({ parts }) => parts)).toMatchObject([
      {},
      ...ids.map((id) => ({ id })),
      ...ids.map((id) => ({ toolCallId: id })),
    ]);
  });

  test('stay apart when a client uses them again in each turn', () => {
    const once = turn([call('c')], result('c', []));
    const { body } = encode(messages, { messages: [...once, ...once], tools });
    expect(JSON.stringify(body.messages).match(/"(?:tool_use_)?id":"\w+"/g)).toEqual([
      '"id":"c"',
      '"tool_use_id":"c"',
      '"id":"c_2"',
      '"tool_use_id":"c_2"',
    ]);
  });

  test('are numbered before their letters are changed, so that those of each turn can be read again', () => {
    const once = turn([call('a.')], result('a.', []));
    const { body } = encode(messages, { messages: [...once, ...once], tools });
    expect(messages.read(body).messages.flatMap(({ parts }) => parts)).toMatchObject([
      ...[{}, { id: 'a.' }, { toolCallId: 'a.' }],
      ...[{}, { id: 'a._2' }, { toolCallId: 'a._2' }],
    ]);
  });
});

test.each([messages, geminiApi, converse])('what asks for nothing is not said to be dropped by $name', (target) => {
  const idle = { store: false, metadata: {}, tools, toolChoice: { type: 'none' }, parallelToolCalls: false } as const;
  const { changes } = encode(target, { messages: [user(say('a'))], ...idle });
  expect(changes.filter((clause) => clause !== 'tools left out (tool_choice none)')).toEqual([]);
});

test('thinking that a model does by itself is said to be left out where a tool is forced', () => {
  const request = { messages: [user(say('a'))], tools, toolChoice: { type: 'required' } } as const;
  expect(encode(messages, request, { adaptiveThinking: true }).changes).toEqual([
    'thinking left out: a tool is forced',
  ]);
});

describe('tools for Gemini', () => {
  test('that may not be called lose nothing', () => {
    const hidden: Tool = { type: 'function', name: 'hear', cacheBreakpoint: {} };
    const toolChoice = { type: 'allowed', mode: 'required', names: ['look'] } as const;
    const request = { messages: [user(say('a'))], tools: [...tools, hidden], toolChoice };
    expect(encode(geminiApi, request).changes).toEqual([]);
  });

  test('stay strict where their call cannot be forced', () => {
    const request = { messages: [user(say('a'))], tools, toolChoice: { type: 'required' } } as const;
    const { body, changes } = encode(geminiApi, request, { forcedToolChoice: false });
    expect(changes).toEqual(['tool_choice required → auto']);
    expect(body.toolConfig).toEqual({ functionCallingConfig: { mode: 'VALIDATED' } });
  });

  test('that are left out for their names take the choice of them along by name', () => {
    const misnamed: Tool = { type: 'function', name: '7th' };
    const choices = [
      { type: 'tool', name: '7th', kind: 'function' },
      { type: 'allowed', mode: 'required', names: ['7th'] },
    ] as const;
    for (const toolChoice of choices) {
      const { changes } = encode(geminiApi, { messages: [user(say('a'))], tools: [...tools, misnamed], toolChoice });
      expect(changes).toContain('tool_choice dropped: the chosen tool is left out');
    }
  });
});

test('Responses tells what was written to the cache for each of its own times to live', () => {
  const usage = { freshInput: 1, cacheRead: 2, cacheWrite: { '30m': 3, '12h': 4 }, output: 5, reasoning: 0 };
  expect(encodeUsage(usage).input_tokens_details).toEqual({
    cached_tokens: 2,
    cache_write_tokens: 7,
    cache_write_tokens_details: { ttl_30m_tokens: 3, ttl_12h_tokens: 4 },
  });
  expect(encodeUsage({ ...usage, cacheWrite: { '5m': 1 } }).input_tokens_details).not.toHaveProperty(
    'cache_write_tokens_details',
  );
});
