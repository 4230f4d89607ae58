import { describe, expect, test } from '@jest/globals';
import { encodeCall } from '../../../adapters/ai-sdk/encode-call.ts';
import { sealReasoning } from '../../../adapters/ai-sdk/reasoning-seal.ts';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { createCall } from '../../contracts/chat-model/model-call.ts';

const question: Message = { role: 'user', parts: [{ type: 'text', text: 'How high?' }] };

function encode(request: Partial<ConversationRequest>, dropUnsupported = false) {
  const call = { ...createCall({ request: { messages: [question], ...request } }), dropUnsupported };
  return encodeCall(call, null);
}

function refusal(request: Partial<ConversationRequest>): UnsupportedOptions {
  try {
    encode(request);
  } catch (error) {
    if (error instanceof UnsupportedOptions) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('options', () => {
  test('have their names in the AI SDK', () => {
    const { options, changes } = encode({
      maxOutputTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 3,
      stop: ['end'],
      seed: 7,
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      reasoningEffort: 'low',
      responseFormat: { type: 'json-schema', name: 'height', schema: { type: 'object' } },
      tools: [{ type: 'function', name: 'get_tide', parameters: { required: ['port'] }, strict: true }],
      toolChoice: { type: 'tool', name: 'get_tide', kind: 'function' },
    });
    expect(changes).toEqual([]);
    expect(options).toMatchObject({
      maxOutputTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      topK: 3,
      stopSequences: ['end'],
      seed: 7,
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      reasoning: 'low',
      responseFormat: { type: 'json', name: 'height', schema: { type: 'object' } },
      tools: [
        {
          type: 'function',
          name: 'get_tide',
          strict: true,
          inputSchema: { type: 'object', properties: {}, required: ['port'] },
        },
      ],
      toolChoice: { type: 'tool', toolName: 'get_tide' },
    });
  });

  test('that are absent stay absent', () => {
    expect(Object.keys(encode({}).options).sort()).toEqual(['abortSignal', 'prompt']);
  });

  test('without an equivalent are refused together, by name', () => {
    const { options, fields } = refusal({
      logitBias: { 5: 1 },
      logprobs: true,
      choiceCount: 2,
      unknown: { audio: {} },
    });
    expect([...options].sort()).toEqual(['choiceCount', 'logitBias', 'logprobs']);
    expect(fields).toEqual(['audio']);
  });

  test('may be dropped where that is allowed, and it is said', () => {
    const { changes } = encode({ choiceCount: 2, unknown: { audio: {} }, metadata: { a: 'b' }, userId: 'u' }, true);
    expect(changes).toEqual(['n dropped', 'audio dropped', 'user dropped', 'metadata dropped']);
  });

  test('allowed tools are the tools that are offered', () => {
    const tool = (name: string) => ({ type: 'function', name }) as const;
    const { options } = encode({
      tools: [tool('get_tide'), tool('get_port')],
      toolChoice: { type: 'allowed', mode: 'required', names: ['get_port'] },
    });
    expect(options.tools?.map(({ name }) => name)).toEqual(['get_port']);
    expect(options.toolChoice).toEqual({ type: 'required' });
  });
});

describe('messages', () => {
  test('of a turn with tools, files and reasoning keep their parts and order', () => {
    const signature = sealReasoning({ tide: { signature: 'abc' } }) ?? '';
    const { options, changes } = encode({
      messages: [
        { role: 'developer', parts: [{ type: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'And this?' },
            { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'AAAA' } },
            { type: 'file', mediaType: 'image/*', source: { kind: 'url', url: 'https://tide.example/a.png' } },
          ],
        },
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'I look.', signature },
            { type: 'tool-call', id: 'call_1', name: 'get_tide', kind: 'function', input: '{"port":"Hull"}' },
            { type: 'tool-call', id: 'call_2', name: 'get_time', kind: 'function', input: '' },
          ],
        },
        {
          role: 'tool',
          parts: [
            { type: 'tool-result', toolCallId: 'call_1', content: [{ type: 'text', text: '4.2' }] },
            { type: 'tool-result', toolCallId: 'call_2', content: [{ type: 'text', text: 'no clock' }], isError: true },
          ],
        },
      ],
    });
    expect(changes).toEqual([]);
    expect(options.prompt).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'And this?' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
          { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL('https://tide.example/a.png') } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I look.', providerOptions: { tide: { signature: 'abc' } } },
          { type: 'tool-call', toolCallId: 'call_1', toolName: 'get_tide', input: { port: 'Hull' } },
          { type: 'tool-call', toolCallId: 'call_2', toolName: 'get_time', input: {} },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'call_1', toolName: 'get_tide', output: { type: 'text', value: '4.2' } },
          {
            type: 'tool-result',
            toolCallId: 'call_2',
            toolName: 'get_time',
            output: { type: 'error-text', value: 'no clock' },
          },
        ],
      },
    ]);
  });

  test("another provider's reasoning goes without its proof, and that is said", () => {
    const parts = [
      { type: 'reasoning', text: 'I look.', signature: 'of-somebody-else' },
      { type: 'reasoning', text: '', redacted: 'AAAA' },
      { type: 'text', text: 'High.' },
    ] as const;
    const { options, changes } = encode({ messages: [question, { role: 'assistant', parts }] });
    expect(options.prompt[1]).toEqual({
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'I look.' },
        { type: 'text', text: 'High.' },
      ],
    });
    expect(changes).toEqual(["another provider's reasoning is sent without its proof"]);
  });

  test.each([
    [
      'a file by id',
      { role: 'user', parts: [{ type: 'file', mediaType: 'image/png', source: { kind: 'id', id: 'f' } }] },
    ],
    [
      'a call whose input is no JSON',
      { role: 'assistant', parts: [{ type: 'tool-call', id: 'c', name: 'n', kind: 'function', input: '{"a":' }] },
    ],
    [
      'what only another protocol understands',
      { role: 'user', parts: [{ type: 'opaque', opaque: { protocol: 'x', data: 1 } }] },
    ],
  ] as const)('%s is refused whatever may be dropped', (_name, message) => {
    expect(refusal({ messages: [question, message] }).options).toEqual(['messages']);
    expect(() => encode({ messages: [question, message] }, true)).toThrow(UnsupportedOptions);
  });
});
