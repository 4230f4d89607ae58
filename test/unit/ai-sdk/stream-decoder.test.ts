import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeFinish } from '../../../adapters/ai-sdk/decode-finish.ts';
import { decodeResult } from '../../../adapters/ai-sdk/decode-result.ts';
import { decodeUsage } from '../../../adapters/ai-sdk/decode-usage.ts';
import { decodeWarnings } from '../../../adapters/ai-sdk/decode-warnings.ts';
import type { StreamPart } from '../../../adapters/ai-sdk/language-model.ts';
import { openReasoning, sealReasoning } from '../../../adapters/ai-sdk/reasoning-seal.ts';
import { StreamDecoder } from '../../../adapters/ai-sdk/stream-decoder.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';

const noTokens = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};
const finish: StreamPart = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: noTokens };

function decode(...parts: StreamPart[]): ConversationEvent[] {
  const decoder = new StreamDecoder('tide-1');
  return parts.flatMap((part) => decoder.decode(part));
}

describe('a stream', () => {
  test('of reasoning, text and two calls keeps their order, and the proof of the reasoning', () => {
    const events = decode(
      { type: 'stream-start', warnings: [] },
      { type: 'response-metadata', id: 'r1', modelId: 'tide-1-mini' },
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'I look.' },
      { type: 'reasoning-delta', id: '0', delta: '', providerMetadata: { tide: { signature: 'abc' } } },
      { type: 'reasoning-end', id: '0' },
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'High.' },
      { type: 'text-end', id: '1' },
      { type: 'tool-input-start', id: 'c1', toolName: 'get_tide' },
      { type: 'tool-input-delta', id: 'c1', delta: '{"port":' },
      { type: 'tool-input-delta', id: 'c1', delta: '"Hull"}' },
      { type: 'tool-input-end', id: 'c1' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'get_tide', input: '{"port":"Hull"}' },
      { type: 'tool-call', toolCallId: 'c2', toolName: 'get_time', input: '{}' },
      { ...finish, finishReason: { unified: 'tool-calls', raw: 'tool_calls' } },
    );
    expect(events).toEqual([
      { type: 'started', id: 'r1', model: 'tide-1-mini' },
      { type: 'part-begins', index: 0, part: { type: 'reasoning' } },
      { type: 'part-delta', index: 0, text: 'I look.' },
      { type: 'part-ends', index: 0, signature: sealReasoning({ tide: { signature: 'abc' } }) },
      { type: 'part-begins', index: 1, part: { type: 'text' } },
      { type: 'part-delta', index: 1, text: 'High.' },
      { type: 'part-ends', index: 1 },
      { type: 'part-begins', index: 2, part: { type: 'tool-call', id: 'c1', name: 'get_tide', kind: 'function' } },
      { type: 'part-delta', index: 2, text: '{"port":' },
      { type: 'part-delta', index: 2, text: '"Hull"}' },
      { type: 'part-ends', index: 2 },
      { type: 'part-begins', index: 3, part: { type: 'tool-call', id: 'c2', name: 'get_time', kind: 'function' } },
      { type: 'part-delta', index: 3, text: '{}' },
      { type: 'part-ends', index: 3 },
      { type: 'finished', stopReason: 'tool' },
    ]);
  });

  test('that reuses an id begins a new part with it, and what is left open is closed', () => {
    const events = decode(
      { type: 'text-start', id: 't' },
      { type: 'text-end', id: 't' },
      { type: 'text-delta', id: 't', delta: 'again' },
      finish,
    );
    expect(events.map((event) => ('index' in event ? `${event.type} ${event.index}` : event.type))).toEqual([
      'started',
      'part-begins 0',
      'part-ends 0',
      'part-begins 1',
      'part-delta 1',
      'part-ends 1',
      'finished',
    ]);
  });

  test('leaves out what the provider ran by itself, and carries what has no word', () => {
    const source = { type: 'source', sourceType: 'url', id: 's', url: 'https://tide.example' } as const;
    const call = {
      type: 'tool-call',
      toolCallId: 'c',
      toolName: 'search',
      input: '{}',
      providerExecuted: true,
    } as const;
    const events = decode(
      { type: 'tool-input-start', id: 'c', toolName: 'search', providerExecuted: true },
      call,
      source,
    );
    expect(events).toEqual([
      { type: 'started', id: null, model: 'tide-1' },
      { type: 'part-begins', index: 0, part: { type: 'opaque', opaque: { protocol: 'ai-sdk', data: source } } },
      { type: 'part-ends', index: 0 },
    ]);
  });

  test('throws the error in it as it is', () => {
    expect(() => decode({ type: 'error', error: 'broken' })).toThrow('broken');
  });
});

describe('the end', () => {
  test.each([
    ['stop', 'stop', false, 'stop'],
    ['stop', 'stop', true, 'tool'],
    ['length', 'max_tokens', false, 'length'],
    ['content-filter', 'refusal', false, 'filtered'],
    ['tool-calls', 'tool_use', true, 'tool'],
    ['other', 'pause_turn', false, 'paused'],
    ['other', 'MALFORMED_FUNCTION_CALL', false, 'malformed'],
    ['length', 'model_context_window_exceeded', false, 'context-full'],
    ['other', 'a_new_word', false, 'stop'],
  ] as const)('%s (%s) with calls %s is %s', (unified, raw, callsTools, stopReason) => {
    expect(decodeFinish({ unified, raw }, callsTools)).toBe(stopReason);
  });

  test.each([
    ['other', undefined],
    ['error', undefined],
    ['interrupted', 'cut'],
  ] as const)('%s (%s) is a broken answer: a cut stream is never a success', (unified, raw) => {
    expect(() => decodeFinish({ unified, raw }, false)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test('usage is in disjoint buckets, or nothing where nothing was told', () => {
    expect(decodeUsage(noTokens)).toBeNull();
    const inputTokens = { total: 100, noCache: undefined, cacheRead: 60, cacheWrite: 30 };
    expect(decodeUsage({ inputTokens, outputTokens: { total: 9, text: 5, reasoning: 4 } })).toEqual({
      freshInput: 10,
      cacheRead: 60,
      cacheWrite: { default: 30 },
      output: 9,
      reasoning: 4,
    });
  });
});

test('a whole answer has the parts of a streamed one', () => {
  const { parts, stopReason, model } = decodeResult(
    {
      content: [
        { type: 'reasoning', text: '', providerMetadata: { tide: { redactedData: 'AAAA' } } },
        { type: 'text', text: 'High.' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'get_tide', input: '{}' },
        { type: 'tool-call', toolCallId: 'c2', toolName: 'search', input: '{}', providerExecuted: true },
      ],
      finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
      usage: noTokens,
      warnings: [],
    },
    'tide-1',
  );
  expect([parts.map(({ type }) => type), stopReason, model]).toEqual([
    ['reasoning', 'text', 'tool-call'],
    'tool',
    'tide-1',
  ]);
  expect(parts[0]).toMatchObject({ signature: sealReasoning({ tide: { redactedData: 'AAAA' } }) });
});

test('what is said beside reasoning comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ minLength: 1 }), fc.dictionary(fc.string(), fc.string(), { minKeys: 1 })),
      (metadata) => {
        const sealed = sealReasoning(metadata);
        fc.pre(!('__proto__' in metadata && Object.hasOwn(metadata, '__proto__')));
        if (Object.keys(metadata).length === 0) expect(sealed).toBeNull();
        else expect(JSON.stringify(openReasoning(sealed ?? ''))).toBe(JSON.stringify(metadata));
      },
    ),
    { numRuns: 100 },
  );
});

test.each(['', 'abc', 'ai-sdk.', 'ai-sdk.AAAA', `ai-sdk.${Buffer.from('[1]').toString('base64url')}`])(
  'the signature %j is not one of ours',
  (signature) => {
    expect(openReasoning(signature)).toBeNull();
  },
);

describe('what a package leaves out', () => {
  const seed = { type: 'unsupported', feature: 'seed' } as const;

  test('is said where it is a matter of taste', () => {
    expect(
      decodeWarnings(
        [
          { type: 'unsupported', feature: 'topK' },
          { type: 'other', message: 'x' },
        ],
        false,
      ),
    ).toEqual(['topK dropped']);
  });

  test('is refused by name where it decides the answer, unless it may be dropped', () => {
    expect(() => decodeWarnings([seed], false)).toThrow(expect.objectContaining({ options: ['seed'] }));
    expect(decodeWarnings([seed], true)).toEqual(['seed dropped']);
  });
});
