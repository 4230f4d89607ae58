import { describe, expect, test } from '@jest/globals';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { decode, hello, refusal, user } from './decoding-request.ts';
import { jsonFixture } from './fixture.ts';

describe('decoding a Chat request', () => {
  test('everything the protocol can say arrives in the neutral model', () => {
    const { messages, tools, unknown, ...options } = decode(jsonFixture('request-full.json').body);
    expect(messages).toEqual([
      { role: 'developer', parts: [{ type: 'text', text: 'Be brief.' }], name: 'house' },
      { role: 'system', parts: [{ type: 'text', text: 'Speak German.', cacheBreakpoint: { ttl: '30m' } }] },
      {
        role: 'user',
        name: 'ada',
        parts: [
          { type: 'text', text: 'What is in these?' },
          { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'iVBORw0KGgo=' }, detail: 'low' },
          { type: 'file', mediaType: 'image/*', source: { kind: 'url', url: 'https://example.com/cat.jpg' } },
          { type: 'file', mediaType: 'audio/mpeg', source: { kind: 'base64', data: 'UklGRg==' } },
          {
            type: 'file',
            mediaType: 'application/pdf',
            source: { kind: 'base64', data: 'JVBERi0=' },
            filename: 'report.pdf',
          },
          { type: 'file', mediaType: 'application/octet-stream', source: { kind: 'id', id: 'file-abc' } },
          {
            type: 'opaque',
            opaque: {
              protocol: 'openai-chat',
              data: { part: { type: 'video_url', video_url: { url: 'https://example.com/v.mp4' } } },
            },
          },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'I should look it up.' },
          { type: 'tool-call', id: 'call_1', name: 'weather', kind: 'function', input: '{"city":"Bonn"}' },
          { type: 'tool-call', id: 'call_2', name: 'sql', kind: 'custom', input: 'SELECT 1' },
        ],
      },
      {
        role: 'tool',
        parts: [{ type: 'tool-result', toolCallId: 'call_1', content: [{ type: 'text', text: '12 °C' }] }],
      },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool-result',
            toolCallId: 'call_2',
            content: [
              { type: 'text', text: '1' },
              { type: 'text', text: 'row' },
            ],
          },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: 'Twelve.' },
          { type: 'refusal', text: 'No more.' },
        ],
      },
      {
        role: 'assistant',
        parts: [{ type: 'tool-call', id: 'call_7_old', name: 'old', kind: 'function', input: '{}' }],
      },
      {
        role: 'tool',
        parts: [{ type: 'tool-result', toolCallId: 'call_7_old', content: [{ type: 'text', text: 'done' }] }],
      },
    ]);
    expect(tools).toEqual([
      { type: 'function', name: 'weather', description: 'tells it', parameters: { type: 'object' }, strict: true },
      { type: 'custom', name: 'sql', description: 'runs it', format: { type: 'text' } },
      { type: 'function', name: 'old' },
    ]);
    expect(options).toEqual({
      advisory: { web_search_options: {} },
      fieldsProtocol: 'openai-chat',
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      choiceCount: 2,
      seed: 3,
      stop: ['END'],
      frequencyPenalty: 0.1,
      presencePenalty: -0.1,
      logitBias: { '50256': -100 },
      logprobs: true,
      topLogprobs: 2,
      parallelToolCalls: false,
      reasoningEffort: 'minimal',
      verbosity: 'low',
      serviceTier: 'flex',
      metadata: { team: 'red' },
      userId: 'hash',
      promptCacheKey: 'key',
      store: false,
      responseFormat: {
        type: 'json-schema',
        name: 'answer',
        description: 'the answer',
        schema: { type: 'object', properties: { z: {}, a: {} } },
        strict: true,
      },
      toolChoice: { type: 'allowed', mode: 'required', names: ['weather', 'sql'] },
    });
    expect(unknown).toEqual({
      'tools[2]': { type: 'web_search', web_search: {} },
      prediction: { type: 'content', content: 'x' },
      guided_json: { type: 'object' },
    });
  });

  test('what is null or only states the default asks for nothing', () => {
    const body = {
      messages: hello,
      model: 'm',
      stream: false,
      n: 1,
      logprobs: false,
      stop: [],
      tools: [],
      temperature: null,
      modalities: ['text'],
      audio: null,
      functions: null,
      metadata: null,
      response_format: null,
      tool_choice: null,
      max_tokens: null,
      some_new_field: null,
    };
    expect(decode(body)).toEqual({ messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] });
  });

  test('the deprecated names are read where the new ones are missing', () => {
    const body = {
      messages: hello,
      max_tokens: 5,
      user: 'u',
      functions: [{ name: 'f' }],
      function_call: { name: 'f' },
    };
    expect(decode(body)).toMatchObject({
      maxOutputTokens: 5,
      userId: 'u',
      tools: [{ type: 'function', name: 'f' }],
      toolChoice: { type: 'tool', name: 'f', kind: 'function' },
    });
    expect(decode({ messages: hello, function_call: 'none' }).toolChoice).toEqual({ type: 'none' });
  });

  test.each([
    ['none', { type: 'none' }],
    ['auto', { type: 'auto' }],
    ['required', { type: 'required' }],
    [
      { type: 'function', function: { name: 'f' } },
      { type: 'tool', name: 'f', kind: 'function' },
    ],
    [
      { type: 'custom', custom: { name: 'c' } },
      { type: 'tool', name: 'c', kind: 'custom' },
    ],
  ])('tool_choice %j is understood', (tool_choice, toolChoice) => {
    expect(decode({ messages: hello, tool_choice }).toolChoice).toEqual(toolChoice);
  });

  test('marks for the cache are read in the words of other clients, too', () => {
    const marked = { type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } };
    expect(decode(user(marked)).messages[0]?.parts).toEqual([
      { type: 'text', text: 'x', cacheBreakpoint: { ttl: '1h' } },
    ]);
    const message = { role: 'user', content: 'x', cache_control: { type: 'ephemeral' } };
    expect(decode({ messages: [message] }).messages[0]?.parts).toEqual([
      { type: 'text', text: 'x', cacheBreakpoint: {} },
    ]);
    const tool = { type: 'function', function: { name: 'f' }, cache_control: { type: 'ephemeral' } };
    expect(decode({ messages: hello, tools: [tool] }).tools).toEqual([
      { type: 'function', name: 'f', cacheBreakpoint: {} },
    ]);
  });

  test('unknown fields inside messages and tools are kept by their path', () => {
    const body = {
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'x', weight: 2 }], weight: 1 },
        { role: 'assistant', content: 'y', audio: { id: 'a' }, parsed: {}, provider_specific_fields: {} },
      ],
      tools: [{ type: 'function', function: { name: 'f', defer_loading: true } }],
    };
    expect(decode(body).unknown).toEqual({
      'messages[0].weight': 1,
      'messages[0].content[0].weight': 2,
      'messages[1].audio': { id: 'a' },
      'tools[0].function.defer_loading': true,
    });
  });

  test('a tool result for a call nobody made is not the codec’s business', () => {
    const message = { role: 'tool', tool_call_id: 'call_unknown', content: '' };
    expect(decode({ messages: [message] }).messages).toEqual([
      { role: 'tool', parts: [{ type: 'tool-result', toolCallId: 'call_unknown', content: [] }] },
    ]);
  });

  test('an empty answer in the history keeps its place', () => {
    expect(decode({ messages: [{ role: 'assistant', content: '' }] }).messages[0]?.parts).toEqual([
      { type: 'text', text: '' },
    ]);
  });

  test('names of inherited properties are names like any other', () => {
    const body = JSON.parse(
      '{"messages":[{"role":"user","content":"x","__proto__":{"a":1}}],"__proto__":{"model":"evil"},"logit_bias":{"__proto__":1},"constructor":1}',
    );
    const { unknown, logitBias } = decode(body);
    expect(Object.entries(unknown ?? {}).map(([key]) => key)).toEqual([
      'messages[0].__proto__',
      '__proto__',
      'constructor',
    ]);
    expect(Object.entries(logitBias ?? {})).toEqual([['__proto__', 1]]);
    expect(Object.getPrototypeOf(unknown)).toBe(Object.prototype);
    const sound = { type: 'input_audio', input_audio: { data: 'x', format: 'constructor' } };
    expect(decode(user(sound)).messages[0]?.parts[0]).toMatchObject({ mediaType: 'audio/constructor' });
  });

  test('nesting deeper than the stack and cycles pass through unread', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const tool = { type: 'function', function: { name: 'f', parameters: { deep, cycle } } };
    const { tools, unknown } = decode({ messages: hello, tools: [tool], deep, cycle });
    expect(tools?.[0]).toMatchObject({ name: 'f' });
    expect(unknown?.cycle).toBe(cycle);
    expect(refusal({ messages: deep })).toMatchObject({ param: 'messages[0]' });
  });
});

describe('the head of a Chat request', () => {
  test('holds the model, the wish to stream, the wish for usage and how fast it shall go', () => {
    const plain = { model: 'm', stream: false, includeUsage: false, processing: 'standard' };
    expect(openAiChat.decodeHead({ model: 'm' })).toEqual(plain);
    const body = { model: 'm', stream: true, stream_options: { include_usage: true }, service_tier: 'flex' };
    expect(openAiChat.decodeHead(body)).toEqual({ model: 'm', stream: true, includeUsage: true, processing: 'flex' });
    expect(openAiChat.decodeHead({ model: 'm', stream: null, stream_options: null, n: null })).toEqual(plain);
  });

  test.each([
    [{}, 'model'],
    [{ model: 7 }, 'model'],
    [{ model: 'm', stream: 'true' }, 'stream'],
    [{ model: 'm', n: 1.5 }, 'n'],
    [{ model: 'm', n: 0 }, 'n'],
    [{ model: 'm', n: '2' }, 'n'],
    [{ model: 'm', stream_options: [] }, 'stream_options'],
    [{ model: 'm', stream_options: { include_usage: 1 } }, 'stream_options.include_usage'],
  ])('%j is refused', (body, param) => {
    expect(() => openAiChat.decodeHead(body)).toThrow(expect.objectContaining({ kind: 'invalid-request', param }));
  });
});
