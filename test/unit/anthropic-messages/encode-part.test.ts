import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { FilePart, Part } from '../../../core/conversation/part.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { encode, refusal, say, text, thrownBy } from './encode.ts';

describe('tool calls', () => {
  const call = (input: string, kind: 'function' | 'custom' = 'function'): ConversationRequest => ({
    messages: [
      say('user', 'a'),
      { role: 'assistant', parts: [{ type: 'tool-call', id: 'call.1:x', name: 'get_tide', kind, input }] },
      { role: 'tool', parts: [{ type: 'tool-result', toolCallId: 'call.1:x', content: [], isError: true }] },
    ],
  });

  test('carry their arguments as an object, and ids of letters the provider takes', () => {
    expect(encode(call('{"port": "Brest"}')).body.messages).toMatchObject([
      {},
      { content: [{ type: 'tool_use', id: 'toolu_as_Y2FsbC4xOng', name: 'get_tide', input: { port: 'Brest' } }] },
      { content: [{ type: 'tool_result', tool_use_id: 'toolu_as_Y2FsbC4xOng', is_error: true }] },
    ]);
  });

  test('without arguments carry an empty object', () => {
    expect(encode(call('')).body.messages).toMatchObject([{}, { content: [{ input: {} }] }, {}]);
  });

  test.each(['{"port":', '"Brest"', '[1]', 'null'])('with arguments %s are refused, naming the call', (input) => {
    const error = thrownBy(() => encode(call(input)));
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ kind: 'invalid-request', param: 'messages' });
    expect(String(error)).toContain("The arguments of tool call 'get_tide' are not");
  });

  test('of custom tools in the history go as calls with one text, and that is said', () => {
    const { body, changes } = encode(call('free text', 'custom'));
    expect(body.messages).toMatchObject([{}, { content: [{ input: { input: 'free text' } }] }, {}]);
    expect(changes).toEqual(['custom tools sent as functions']);
  });
});

describe('reasoning', () => {
  const history = (...parts: Part[]): ConversationRequest => ({
    messages: [
      say('user', 'a'),
      { role: 'assistant', parts: [...parts, { type: 'text', text: 'b' }] },
      say('user', 'c'),
    ],
  });

  test('travels back with its signature, or redacted', () => {
    const { body, changes } = encode(
      history({ type: 'reasoning', text: 't', signature: 's' }, { type: 'reasoning', text: '', redacted: 'r' }),
    );
    expect(body.messages).toMatchObject([
      {},
      { content: [{ type: 'thinking', thinking: 't', signature: 's' }, { type: 'redacted_thinking', data: 'r' }, {}] },
      {},
    ]);
    expect(changes).toEqual([]);
  });

  test('is left out without a signature, or with one of another provider, and that is said', () => {
    const opaque = { protocol: 'gemini', data: {} };
    const { body, changes } = encode(
      history({ type: 'reasoning', text: 't' }, { type: 'reasoning', text: 't', signature: 's', opaque }),
    );
    expect(body.messages).toMatchObject([{}, { content: [text('b')] }, {}]);
    expect(changes).toEqual(['reasoning without a usable signature left out']);
  });
});

describe('opaque data', () => {
  const block = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'tide' } };
  const history = (part: Part): ConversationRequest => ({
    messages: [say('user', 'a'), { role: 'assistant', parts: [part] }, say('user', 'c')],
  });

  test('of this format is sent back unchanged', () => {
    const { body } = encode(history({ type: 'opaque', opaque: { protocol: 'anthropic-messages', data: block } }));
    expect(body.messages).toMatchObject([{}, { role: 'assistant', content: [block] }, {}]);
  });

  test('of this format on a known part goes back with it', () => {
    const citations = [{ type: 'char_location' }];
    const opaque = { protocol: 'anthropic-messages', data: { citations } };
    const { body } = encode(history({ type: 'text', text: 'b', opaque }));
    expect(body.messages).toMatchObject([{}, { content: [{ type: 'text', text: 'b', citations }] }, {}]);
  });

  test('of another format is refused, or dropped and said', () => {
    const foreign: Part = { type: 'opaque', opaque: { protocol: 'openai-responses', data: block } };
    expect(refusal(history(foreign)).options).toEqual(['messages']);
    const { changes } = encode(history(foreign), { dropUnsupported: true });
    expect(changes).toEqual(["a message part dropped: server_tool_use 'srvtoolu_1' has no equivalent"]);
  });
});

describe('files', () => {
  const look = (part: FilePart): ConversationRequest => ({
    messages: [{ role: 'user', parts: [part, { type: 'text', text: 'What is it?' }] }],
  });
  const base64 = { kind: 'base64' as const, data: 'aGk=' };

  test.each<[string, FilePart, object]>([
    [
      'an image as base64',
      { type: 'file', mediaType: 'image/jpg', source: base64 },
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'aGk=' } },
    ],
    [
      'an image by URL',
      { type: 'file', mediaType: 'image/*', source: { kind: 'url', url: 'https://example.com/a.png' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
    ],
    [
      'a PDF as base64',
      { type: 'file', mediaType: 'application/pdf', source: base64, filename: 'tide.pdf' },
      { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'aGk=' }, title: 'tide.pdf' },
    ],
    [
      'a PDF by URL',
      { type: 'file', mediaType: 'application/pdf', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
    ],
    [
      'plain text',
      { type: 'file', mediaType: 'text/plain', source: base64 },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hi' } },
    ],
  ])('%s is sent as a block', (_what, part, block) => {
    const { body, changes } = encode(look(part));
    expect(body.messages).toEqual([{ role: 'user', content: [block, text('What is it?')] }]);
    expect(changes).toEqual([]);
  });

  test.each<[string, FilePart]>([
    ['a file id', { type: 'file', mediaType: 'application/pdf', source: { kind: 'id', id: 'file_1' } }],
    ['a sound', { type: 'file', mediaType: 'audio/wav', source: base64 }],
    ['an image of another type', { type: 'file', mediaType: 'image/bmp', source: base64 }],
    ['an image of unknown type', { type: 'file', mediaType: 'image/*', source: base64 }],
    ['text by URL', { type: 'file', mediaType: 'text/plain', source: { kind: 'url', url: 'https://example.com' } }],
  ])('%s is refused, with the reason', (_what, part) => {
    const error = refusal(look(part));
    expect(error.options).toEqual(['messages']);
    expect(error.reason).not.toBeNull();
  });

  test('images and documents are refused for a model that takes none', () => {
    const image = look({ type: 'file', mediaType: 'image/png', source: base64 });
    const document = look({ type: 'file', mediaType: 'application/pdf', source: base64 });
    expect(refusal(image, { capabilities: { images: false } }).reason).toBe('this model takes no images');
    expect(refusal(document, { capabilities: { documents: false } }).reason).toBe('this model takes no documents');
  });
});

describe('cache breakpoints', () => {
  const marked = (count: number, ttl?: string): ConversationRequest => ({
    messages: [
      {
        role: 'user',
        parts: Array.from({ length: count }, (_, index) => ({
          type: 'text',
          text: String(index),
          cacheBreakpoint: ttl === undefined ? {} : { ttl },
        })),
      },
    ],
  });

  test('mark their block, with a time to live the provider knows', () => {
    expect(encode(marked(1)).body.messages).toEqual([
      { role: 'user', content: [{ ...text('0'), cache_control: { type: 'ephemeral' } }] },
    ]);
    expect(encode(marked(1, '1h')).body.messages).toEqual([
      { role: 'user', content: [{ ...text('0'), cache_control: { type: 'ephemeral', ttl: '1h' } }] },
    ]);
    expect(encode(marked(1, '30m')).changes).toEqual(['cache ttl 30m → 5m']);
  });

  test('are at most four, the last ones, and that is said', () => {
    const { body, changes } = encode(marked(6));
    const [message] = body.messages as [{ content: object[] }];
    expect(message.content.map((block) => 'cache_control' in block)).toEqual([false, false, true, true, true, true]);
    expect(changes).toEqual(['cache breakpoints 6 → 4']);
  });

  test('count over tools, system and messages together', () => {
    const tool = { type: 'function' as const, name: 'a', cacheBreakpoint: {} };
    const system: Message = { role: 'system', parts: [{ type: 'text', text: 's', cacheBreakpoint: {} }] };
    const { body } = encode({ ...marked(3), tools: [tool], messages: [system, ...marked(3).messages] });
    expect(body.tools).toEqual([{ name: 'a', input_schema: { type: 'object', properties: {} } }]);
    expect(body.system).toEqual([{ ...text('s'), cache_control: { type: 'ephemeral' } }]);
  });

  test('are dropped for a model that takes none, and that is said', () => {
    const { body, changes } = encode(marked(1), { capabilities: { cacheBreakpoints: false } });
    expect(body.messages).toEqual([{ role: 'user', content: [text('0')] }]);
    expect(changes).toEqual(['cache breakpoints dropped']);
  });
});
