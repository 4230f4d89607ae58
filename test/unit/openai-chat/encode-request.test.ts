import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { type ModelCapabilities, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

const hello = [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] as const;

interface Settings {
  readonly maxOutputTokens?: number;
  readonly capabilities?: ModelCapabilities;
  readonly stream?: boolean;
  readonly dropUnsupported?: boolean;
}

function encode(request: Partial<ConversationRequest>, settings: Settings = {}) {
  const { capabilities = {}, maxOutputTokens = null, stream = false, dropUnsupported = false } = settings;
  const facts = { ...unknownModelFacts('gpt-4o-mini'), capabilities, maxOutputTokens };
  return openAiChat.encodeRequest({ messages: hello, ...request }, { facts, stream, dropUnsupported });
}

function refused(request: Partial<ConversationRequest>, settings: Settings = {}): UnsupportedOptions {
  try {
    encode(request, settings);
  } catch (error) {
    if (error instanceof UnsupportedOptions) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const messagesOf = (role: 'user' | 'assistant', parts: readonly Part[], settings?: Settings) =>
  encode({ messages: [{ role, parts }] }, settings);

describe('encoding a request for a Chat provider', () => {
  test.each([
    [100_000, 16_384, 16_384, ['max_completion_tokens 100000 → 16384']],
    [16_384, 16_384, 16_384, []],
    [100_000, undefined, 100_000, []],
  ])('an output limit of %p at a model that can %p is sent as %p', (asked, most, sent, said) => {
    const settings = most === undefined ? {} : { maxOutputTokens: most };
    const { body, changes } = encode({ maxOutputTokens: asked }, settings);
    expect(body.max_completion_tokens).toBe(sent);
    expect(changes).toEqual(said);
  });

  test.each([
    [false, undefined, ['reasoning_effort dropped']],
    [true, 'high', []],
    [undefined, 'high', []],
  ])('an effort at a model whose reasoning is %p is sent as %p', (reasoning, sent, said) => {
    const capabilities = reasoning === undefined ? {} : { reasoning };
    const { body, changes } = encode({ reasoningEffort: 'high' }, { capabilities });
    expect(body.reasoning_effort).toBe(sent);
    expect(changes).toEqual(said);
  });

  test('a plain question is a plain body', () => {
    expect(encode({})).toEqual({
      body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] },
      changes: [],
    });
  });

  test('a stream always asks for the usage', () => {
    expect(encode({}, { stream: true }).body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  test('options go by the names that every current model takes', () => {
    const { body } = encode({ maxOutputTokens: 5, userId: 'u', stop: ['a'], responseFormat: { type: 'json-object' } });
    expect(body).toMatchObject({
      max_completion_tokens: 5,
      user: 'u',
      stop: ['a'],
      response_format: { type: 'json_object' },
    });
  });

  test('an assistant turn of tool calls alone has no content', () => {
    const { body } = messagesOf('assistant', [
      { type: 'tool-call', id: 'c', name: 'f', kind: 'function', input: '{}' },
    ]);
    expect(body.messages).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    ]);
  });

  test('each tool result is a message, and files in them follow in a user message', () => {
    const file: Part = { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' } };
    const result = (toolCallId: string): Part => ({
      type: 'tool-result',
      toolCallId,
      content: [{ type: 'text', text: 'seen' }, file],
      isError: true,
    });
    const results: Message = { role: 'tool', parts: [result('a'), result('b')] };
    const { body, changes } = encode({ messages: [results, ...hello, results] });
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
    const encoded = [
      { role: 'tool', tool_call_id: 'a', content: 'seen' },
      { role: 'tool', tool_call_id: 'b', content: 'seen' },
      { role: 'user', content: [image, image] },
    ];
    expect(body.messages).toEqual([...encoded, { role: 'user', content: 'hello' }, ...encoded]);
    expect(changes).toEqual(['error mark of tool results dropped', 'files of tool results moved to a user message']);
  });

  test('readable reasoning goes along, signed or encrypted reasoning stays behind, said', () => {
    const text: Part = { type: 'text', text: 'x' };
    const { body } = messagesOf('assistant', [{ type: 'reasoning', text: 'because' }, text]);
    expect(body.messages).toEqual([{ role: 'assistant', reasoning_content: 'because', content: 'x' }]);
    for (const reasoning of [{ signature: 's' }, { redacted: 'r' }]) {
      const signed = messagesOf('assistant', [{ type: 'reasoning', text: 'because', ...reasoning }, text]);
      expect(signed).toMatchObject({
        body: { messages: [{ role: 'assistant', content: 'x' }] },
        changes: ['signed reasoning dropped'],
      });
    }
  });

  test('cache marks go only to models known to take them', () => {
    const marked: Part[] = [{ type: 'text', text: 'x', cacheBreakpoint: { ttl: '1h' } }];
    expect(messagesOf('user', marked)).toMatchObject({
      body: { messages: [{ content: 'x' }] },
      changes: ['cache breakpoints dropped'],
    });
    const { body } = messagesOf('user', marked, { capabilities: { cacheBreakpoints: true } });
    expect(body.messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit' } }] },
    ]);
  });
});

describe('what the model is known to refuse', () => {
  test('sampling is dropped and said, the defaults stay', () => {
    const capabilities = { sampling: false };
    const { body, changes } = encode({ temperature: 0.2, topP: 1, topK: 5 }, { capabilities });
    expect(body).not.toHaveProperty('temperature');
    expect(body).toHaveProperty('top_p', 1);
    expect(changes).toEqual(['top_k dropped', 'temperature dropped']);
    expect(encode({ temperature: 0.2 }).body).toHaveProperty('temperature', 0.2);
  });

  test.each([
    [{ type: 'required' }, 'auto', 'tool_choice required → auto'],
    [{ type: 'tool', name: 'f', kind: 'function' }, 'auto', 'tool_choice f → auto'],
    [
      { type: 'allowed', mode: 'required', names: ['f'] },
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'f' } }] },
      },
      'tool_choice allowed_tools required → auto',
    ],
  ] as const)('a forced tool choice %j is relaxed and said', (toolChoice, tool_choice, change) => {
    const request = { toolChoice, tools: [{ type: 'function', name: 'f' }] } as const;
    expect(encode(request, { capabilities: { forcedToolChoice: false } })).toMatchObject({
      body: { tool_choice },
      changes: [change],
    });
    expect(encode(request).changes).toEqual([]);
  });

  test('a choice that forces nothing stays', () => {
    const toolChoice = { type: 'allowed', mode: 'auto', names: ['f'] } as const;
    expect(encode({ toolChoice }, { capabilities: { forcedToolChoice: false } }).changes).toEqual([]);
  });

  test.each([
    ['max', { max: false, xhigh: false }, 'high'],
    ['minimal', { minimal: false, none: true }, 'none'],
    ['none', { none: false, minimal: false, low: true }, 'low'],
    ['high', { low: false }, 'high'],
  ] as const)('the effort %s with %j known becomes %s', (reasoningEffort, reasoningEfforts, expected) => {
    const { body, changes } = encode({ reasoningEffort }, { capabilities: { reasoningEfforts } });
    expect(body.reasoning_effort).toBe(expected);
    const change = `reasoning_effort ${reasoningEffort} → ${expected}`;
    expect(changes).toEqual(expected === reasoningEffort ? [] : [change]);
  });

  test('tools are refused by name, or dropped where that is allowed', () => {
    const request = { tools: [{ type: 'function', name: 'f' }], toolChoice: { type: 'auto' } } as const;
    const capabilities = { tools: false };
    expect(refused(request, { capabilities }).options).toEqual(['tools']);
    const { body, changes } = encode(request, { capabilities, dropUnsupported: true });
    expect(body).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('tool_choice');
    expect(changes).toEqual(['tools dropped']);
  });
});

describe('what Chat has no equivalent for', () => {
  const request: Partial<ConversationRequest> = {
    topK: 5,
    choiceCount: 2,
    unknown: { container: 'c', prediction: { type: 'content' }, 'messages[0].weight': 1 },
  };

  test('is refused all at once, by name', () => {
    const error = refused(request);
    expect(error.options).toEqual(['topK', 'choiceCount']);
    expect(error.fields).toEqual(['container', 'messages[0].weight']);
  });

  test('or dropped and said, where that is allowed', () => {
    const { body, changes } = encode(request, { dropUnsupported: true });
    expect(body).toEqual({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'hello' }],
      prediction: { type: 'content' },
    });
    expect(changes).toEqual(['top_k dropped', 'n dropped', 'container dropped', 'messages[0].weight dropped']);
  });

  test('parts without a place here are refused with what they are', () => {
    const byUrl: Part = {
      type: 'file',
      mediaType: 'application/pdf',
      source: { kind: 'url', url: 'https://example.com/a.pdf' },
    };
    const foreign: Part = {
      type: 'opaque',
      opaque: { protocol: 'anthropic-messages', data: { type: 'search_result' } },
    };
    const error = refused({ messages: [{ role: 'user', parts: [byUrl, foreign] }] });
    expect(error.options).toEqual(['messages']);
    expect(error.reason).toBe('no equivalent for a file by URL (application/pdf), search_result');
    const { body } = messagesOf('user', [byUrl, foreign, { type: 'text', text: 'x' }], { dropUnsupported: true });
    expect(body.messages).toEqual([{ role: 'user', content: 'x' }]);
  });

  test('unknown fields may be named like inherited properties', () => {
    const unknown = JSON.parse('{"__proto__":{"temperature":2},"constructor":1}');
    expect(refused({ unknown }).fields).toEqual(['__proto__', 'constructor']);
  });
});
