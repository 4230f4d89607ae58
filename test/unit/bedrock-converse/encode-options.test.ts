import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import { encode, facts, haiku, refused, sonnet } from './encoding.ts';

describe('limits and sampling', () => {
  test.each([
    [undefined, 8192, 8192, []],
    [undefined, null, 4096, ['max_tokens set to 4096']],
    [100, 8192, 100, []],
    [100_000, 8192, 8192, ['max_tokens 100000 → 8192']],
    [100_000, null, 100_000, []],
  ])('asked %p of a model with %p, the limit is %p', (asked, most, sent, said) => {
    const request = asked === undefined ? {} : { maxOutputTokens: asked };
    const { body, changes } = encode(request, facts(haiku, {}, most));
    expect(body.inferenceConfig?.maxTokens).toBe(sent);
    expect(changes).toEqual(said);
  });

  test('sampling is passed on, dropped and said where the model takes none', () => {
    const llama = 'meta.llama3-3-70b-instruct-v1:0';
    expect(encode({ temperature: 0.5, topP: 0.9 }, facts(llama)).body.inferenceConfig).toEqual({
      maxTokens: 8192,
      temperature: 0.5,
      topP: 0.9,
    });
    const { body, changes } = encode({ temperature: 0.5, topP: 0.9, topK: 5 }, facts(sonnet, { sampling: false }));
    expect(body.inferenceConfig).toEqual({ maxTokens: 8192 });
    expect(body).not.toHaveProperty('additionalModelRequestFields');
    expect(changes).toEqual(['temperature dropped', 'top_p dropped', 'top_k dropped']);
  });

  test('a temperature above Bedrock’s range is lowered; Claude takes either temperature or top_p', () => {
    const { body, changes } = encode({ temperature: 1.7, topP: 0.9 });
    expect(body.inferenceConfig).toEqual({ maxTokens: 8192, temperature: 1 });
    expect(changes).toEqual(['temperature 1.7 → 1', 'top_p dropped (temperature is set)']);
  });

  test('top_k goes where the family wants it', () => {
    expect(encode({ topK: 5 }).body.additionalModelRequestFields).toEqual({ top_k: 5 });
    expect(encode({ topK: 5 }, facts('amazon.nova-pro-v1:0')).body.additionalModelRequestFields).toEqual({
      inferenceConfig: { topK: 5 },
    });
    expect(refused(() => encode({ topK: 5 }, facts('deepseek.v3-v1:0'))).options).toEqual(['topK']);
  });

  test('stop sequences go along, blank ones not to Claude', () => {
    const { body, changes } = encode({ stop: ['END', '\n'] });
    expect(body.inferenceConfig?.stopSequences).toEqual(['END']);
    expect(changes).toEqual(['blank stop sequences dropped']);
    expect(
      encode({ stop: ['\n'] }, facts('meta.llama3-1-8b-instruct-v1:0')).body.inferenceConfig?.stopSequences,
    ).toEqual(['\n']);
  });

  test('what has no equivalent is refused all at once, or dropped and said', () => {
    const request = {
      seed: 1,
      frequencyPenalty: 1,
      presencePenalty: 1,
      logitBias: { '1': 1 },
      logprobs: true,
      topLogprobs: 2,
      choiceCount: 2,
      verbosity: 'low',
      serviceTier: 'scale',
      unknown: { audio: {}, prediction: {} },
    } as const;
    const error = refused(() => encode(request));
    expect(error.options).toEqual([
      'seed',
      'frequencyPenalty',
      'presencePenalty',
      'logitBias',
      'logprobs',
      'topLogprobs',
      'choiceCount',
      'verbosity',
      'serviceTier',
    ]);
    expect(error.fields).toEqual(['audio', 'prediction']);
    const { changes } = encode(request, facts(haiku), true);
    expect(changes).toEqual([
      'seed dropped',
      'frequency_penalty dropped',
      'presence_penalty dropped',
      'logit_bias dropped',
      'logprobs dropped',
      'top_logprobs dropped',
      'n dropped',
      'verbosity dropped',
      'audio dropped',
      'prediction dropped',
      'service_tier dropped',
    ]);
  });

  test('what asks for the default passes in silence, what never changes an answer is dropped and said', () => {
    const same = {
      frequencyPenalty: 0,
      presencePenalty: 0,
      logitBias: {},
      logprobs: false,
      choiceCount: 1,
      store: false,
      serviceTier: 'auto',
    } as const;
    expect(encode(same).changes).toEqual([]);
    expect(encode({ store: true, promptCacheKey: 'k', userId: 'u' }).changes).toEqual([
      'store dropped',
      'prompt_cache_key dropped',
      'user dropped',
    ]);
  });
});

describe('output, cache, metadata, tier', () => {
  const schema = { type: 'object', properties: { b: { type: 'string' }, a: { type: 'number' } } };
  const format = { type: 'json-schema', name: 'thing', schema } as const;

  test('a JSON Schema is sent as text, its key order kept', () => {
    const { body } = encode({ responseFormat: format, reasoningEffort: 'low' }, facts(sonnet));
    expect(body.outputConfig).toEqual({
      textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(schema), name: 'thing' } } },
      effort: 'low',
    });
  });

  test('a model without structured output or forced tools refuses it, or is asked in words where that is allowed', () => {
    const model = facts(sonnet, { structuredOutput: false, forcedToolChoice: false });
    expect(refused(() => encode({ responseFormat: format }, model)).options).toEqual(['responseFormat']);
    const { body, changes } = encode({ responseFormat: format }, model, true);
    expect(body.system?.[0]?.text).toContain(JSON.stringify(schema));
    expect(changes).toEqual(['response_format json_schema → instruction']);
  });

  test('JSON without a schema is asked for in words, and that is said', () => {
    const { body, changes } = encode({ responseFormat: { type: 'json-object' } });
    expect(body.system?.[0]?.text).toContain('one JSON object');
    expect(changes).toEqual(['response_format json_object → instruction']);
  });

  test('cache points follow what they cover', () => {
    const { body, changes } = encode({
      messages: [
        { role: 'system', parts: [{ type: 'text', text: 'Long.', cacheBreakpoint: { ttl: '1h' } }] },
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'A', cacheBreakpoint: {} },
            { type: 'text', text: 'B', cacheBreakpoint: { ttl: '30m' } },
          ],
        },
      ],
    });
    expect(body.system).toEqual([{ text: 'Long.' }, { cachePoint: { type: 'default', ttl: '1h' } }]);
    expect(body.messages?.[0]?.content).toEqual([
      { text: 'A' },
      { cachePoint: { type: 'default' } },
      { text: 'B' },
      { cachePoint: { type: 'default' } },
    ]);
    expect(changes).toEqual(['cache time to live → default']);
  });

  test('a cache point never stands alone', () => {
    const { body } = encode({
      messages: [
        { role: 'system', parts: [{ type: 'text', text: ' ', cacheBreakpoint: {} }] },
        {
          role: 'user',
          parts: [
            { type: 'text', text: '', cacheBreakpoint: {} },
            { type: 'text', text: 'Hi' },
          ],
        },
      ],
    });
    expect(body).not.toHaveProperty('system');
    expect(body.messages?.[0]?.content).toEqual([{ text: 'Hi' }]);
  });

  test('Nova takes short-lived cache points, and none among tools', () => {
    const { body, changes } = encode(
      {
        messages: [{ role: 'user', parts: [{ type: 'text', text: 'A', cacheBreakpoint: { ttl: '1h' } }] }],
        tools: [{ type: 'function', name: 'look', cacheBreakpoint: {} }],
      },
      facts('us.amazon.nova-pro-v1:0'),
    );
    expect(body.messages?.[0]?.content).toEqual([{ text: 'A' }, { cachePoint: { type: 'default' } }]);
    expect(body.toolConfig?.tools).toHaveLength(1);
    expect(changes).toEqual(['cache time to live → default', 'cache breakpoints dropped']);
  });

  test('models that take no cache points get none', () => {
    const messages: Message[] = [{ role: 'user', parts: [{ type: 'text', text: 'A', cacheBreakpoint: {} }] }];
    for (const model of [facts('meta.llama3-3-70b-instruct-v1:0'), facts(haiku, { cacheBreakpoints: false })]) {
      const { body, changes } = encode({ messages }, model);
      expect(body.messages?.[0]?.content).toEqual([{ text: 'A' }]);
      expect(changes).toEqual(['cache breakpoints dropped']);
    }
  });

  test('metadata within Bedrock’s limits goes along, the rest is dropped and counted', () => {
    const { body, changes } = encode({
      metadata: { team: 'blue-1', user: '{"json":1}', long: 'x'.repeat(257), ümlaut: 'x' },
    });
    expect(body.requestMetadata).toEqual({ team: 'blue-1' });
    expect(changes).toEqual(['metadata: 3 of 4 entries dropped']);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, 'v']));
    expect(Object.keys(encode({ metadata: many }).body.requestMetadata ?? {})).toHaveLength(16);
  });

  test('flex and priority name the tier', () => {
    expect(encode({ serviceTier: 'flex' }).body.serviceTier).toEqual({ type: 'flex' });
    expect(encode({ serviceTier: 'default' }).body).not.toHaveProperty('serviceTier');
  });
});
