import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { ask, type EncodeSetting, encode, refusal } from './encode.ts';

function generationOf(request: Partial<ConversationRequest>, setting: EncodeSetting = {}) {
  const { body, changes } = encode(ask(request), setting);
  return { config: body.generationConfig, changes };
}

test('nothing asked is nothing said', () => {
  expect(generationOf({})).toEqual({ config: undefined, changes: [] });
});

test('plain options go by their names', () => {
  const { config, changes } = generationOf({
    maxOutputTokens: 500,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    seed: 7,
    frequencyPenalty: 0.1,
    presencePenalty: -0.1,
    stop: ['END', ''],
  });
  expect(config).toEqual({
    maxOutputTokens: 500,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    seed: 7,
    frequencyPenalty: 0.1,
    presencePenalty: -0.1,
    stopSequences: ['END'],
  });
  expect(changes).toEqual([]);
});

test('more tokens than the model has are lowered, and it is said', () => {
  expect(generationOf({ maxOutputTokens: 100 }, { maxOutputTokens: 50 })).toEqual({
    config: { maxOutputTokens: 50 },
    changes: ['max_tokens 100 → 50'],
  });
});

test('a model that takes no sampling gets none', () => {
  const { config, changes } = generationOf({ temperature: 1, topK: 3 }, { capabilities: { sampling: false } });
  expect([config, changes]).toEqual([undefined, ['temperature dropped', 'top_k dropped']]);
});

test('penalties are refused where the API refuses them', () => {
  const setting = { id: 'gemini-2.5-flash' };
  expect(refusal(ask({ frequencyPenalty: 1, presencePenalty: 1 }), setting).options).toEqual([
    'frequencyPenalty',
    'presencePenalty',
  ]);
  expect(generationOf({ frequencyPenalty: 1 }, { ...setting, onVertex: true }).config).toEqual({ frequencyPenalty: 1 });
});

test('six stop sequences are one too many', () => {
  const stop = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(refusal(ask({ stop })).options).toEqual(['stop']);
  expect(generationOf({ stop }, { dropUnsupported: true }).config).toEqual({ stopSequences: stop.slice(0, 5) });
});

test.each([
  [{ choiceCount: 2 }, 'choiceCount'],
  [{ logprobs: true }, 'logprobs'],
  [{ topLogprobs: 2 }, 'topLogprobs'],
  [{ logitBias: { 5: 1 } }, 'logitBias'],
  [{ verbosity: 'low' }, 'verbosity'],
  [{ serviceTier: 'scale' }, 'serviceTier'],
] as const)('%j is refused by name', (request, option) => {
  expect(refusal(ask(request)).options).toEqual([option]);
});

test('unknown fields are refused by their own names, or dropped and said', () => {
  expect(refusal(ask({ unknown: { modalities: ['audio'] } })).fields).toEqual(['modalities']);
  expect(encode(ask({ unknown: { modalities: [] } }), { dropUnsupported: true }).changes).toEqual([
    'modalities dropped',
  ]);
});

test('what changes no answer is left out and said', () => {
  const request = { metadata: { a: 'b' }, store: true, promptCacheKey: 'k', userId: 'u' };
  expect(encode(ask(request)).changes).toEqual([
    'metadata dropped',
    'store dropped',
    'prompt_cache_key dropped',
    'user dropped',
  ]);
});

test('the service tier is said in the body by the Gemini API alone', () => {
  expect(encode(ask({ serviceTier: 'flex' })).body.serviceTier).toBe('flex');
  expect(encode(ask({ serviceTier: 'flex' }), { onVertex: true }).body.serviceTier).toBeUndefined();
  expect(encode(ask({ serviceTier: 'default' })).body.serviceTier).toBeUndefined();
});

describe('the form of the answer', () => {
  const schema = { type: 'object', properties: { height: { type: 'number' } } };
  const responseFormat = { type: 'json-schema', name: 'height', description: 'A height.', schema } as const;

  test('a schema goes as JSON Schema, described', () => {
    expect(generationOf({ responseFormat }).config).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: { description: 'A height.', ...schema },
    });
  });

  test('any JSON is a media type', () => {
    const { config } = generationOf({ responseFormat: { type: 'json-object' } });
    expect(config).toEqual({ responseMimeType: 'application/json' });
  });

  test('a form beside tools is refused before the third generation', () => {
    const tools = [{ type: 'function', name: 'get_tide' }] as const;
    expect(refusal(ask({ responseFormat, tools }), { id: 'gemini-2.5-flash' }).options).toEqual(['responseFormat']);
    expect(generationOf({ responseFormat, tools }).config).toBeDefined();
  });

  test('a model without structured output refuses a schema', () => {
    const setting = { capabilities: { structuredOutput: false } };
    expect(refusal(ask({ responseFormat }), setting).options).toEqual(['responseFormat']);
  });
});

describe('thinking', () => {
  test.each([
    ['gemini-3-flash', 'none', { thinkingLevel: 'MINIMAL', includeThoughts: false }, 'reasoning_effort none → minimal'],
    ['gemini-3-flash', 'minimal', { thinkingLevel: 'MINIMAL', includeThoughts: true }, null],
    [
      'gemini-3.1-pro-preview',
      'minimal',
      { thinkingLevel: 'LOW', includeThoughts: true },
      'reasoning_effort minimal → low',
    ],
    ['gemini-3.1-pro-preview', 'medium', { thinkingLevel: 'MEDIUM', includeThoughts: true }, null],
    ['gemini-flash-latest', 'max', { thinkingLevel: 'HIGH', includeThoughts: true }, 'reasoning_effort max → high'],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0, includeThoughts: false }, null],
    ['gemini-2.5-flash', 'medium', { thinkingBudget: 8192, includeThoughts: true }, null],
    ['gemini-2.5-pro', 'none', { thinkingBudget: 128, includeThoughts: false }, 'reasoning_effort none → 128 tokens'],
    ['publishers/google/models/gemini-2.5-pro', 'high', { thinkingBudget: 24576, includeThoughts: true }, null],
  ] as const)('%s asked for %s', (id, reasoningEffort, thinkingConfig, change) => {
    expect(generationOf({ reasoningEffort }, { id })).toEqual({
      config: { thinkingConfig },
      changes: change === null ? [] : [change],
    });
  });

  test('a model that does not think refuses an effort, but not the effort of none', () => {
    for (const id of ['gemini-2.0-flash', 'gemma-3-27b-it']) {
      expect(refusal(ask({ reasoningEffort: 'low' }), { id }).options).toEqual(['reasoningEffort']);
      expect(generationOf({ reasoningEffort: 'none' }, { id })).toEqual({ config: undefined, changes: [] });
    }
  });

  test('a model nobody knows is believed to think when it is asked to', () => {
    const setting = { id: 'endpoints/123' };
    expect(generationOf({ reasoningEffort: 'low' }, setting).config).toMatchObject({
      thinkingConfig: { thinkingLevel: 'LOW' },
    });
    expect(generationOf({ reasoningEffort: 'none' }, setting).config).toBeUndefined();
  });

  test('the levels a model is known to refuse are passed over', () => {
    const capabilities = { reasoningEfforts: { medium: false } };
    expect(generationOf({ reasoningEffort: 'medium' }, { capabilities }).config).toMatchObject({
      thinkingConfig: { thinkingLevel: 'LOW' },
    });
  });
});
