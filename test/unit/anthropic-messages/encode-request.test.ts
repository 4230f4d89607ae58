import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { ask, encode, refusal, text } from './encode.ts';

test('a plain question becomes a body of model, max_tokens and messages, and nothing else', () => {
  expect(encode(ask())).toEqual({
    body: {
      model: 'claude-test',
      max_tokens: 8192,
      messages: [{ role: 'user', content: [text('Is the tide high?')] }],
    },
    changes: [],
  });
});

test('a streamed request says so', () => {
  expect(encode(ask(), { stream: true }).body.stream).toBe(true);
});

describe('max_tokens', () => {
  test('is what was asked', () => {
    expect(encode(ask({ maxOutputTokens: 5 })).body.max_tokens).toBe(5);
  });

  test('is capped to the limit of the model, and that is said', () => {
    const { body, changes } = encode(ask({ maxOutputTokens: 9000 }));
    expect(body.max_tokens).toBe(8192);
    expect(changes).toEqual(['max_tokens 9000 → 8192']);
  });

  test('is 4096 where nothing is known, and that is said', () => {
    const facts = unknownModelFacts('claude-test');
    const encoded = anthropicMessages.encodeRequest(ask(), { facts, stream: false, dropUnsupported: false });
    expect(encoded.body.max_tokens).toBe(4096);
    expect(encoded.changes).toEqual(['max_tokens set to 4096']);
  });
});

describe('sampling', () => {
  test('is forwarded, one of temperature and top_p', () => {
    expect(encode(ask({ temperature: 0.5, topK: 40 })).body).toMatchObject({ temperature: 0.5, top_k: 40 });
    expect(encode(ask({ topP: 0.9 })).body).toMatchObject({ top_p: 0.9 });
    const { body, changes } = encode(ask({ temperature: 0, topP: 0.9 }));
    expect(body).toMatchObject({ temperature: 0 });
    expect(body).not.toHaveProperty('top_p');
    expect(changes).toEqual(['top_p dropped: temperature is given']);
  });

  test('is clamped to 1, and that is said', () => {
    const { body, changes } = encode(ask({ temperature: 1.4 }));
    expect(body.temperature).toBe(1);
    expect(changes).toEqual(['temperature 1.4 → 1']);
  });

  test('is dropped for a model that refuses it, and that is said', () => {
    const { body, changes } = encode(ask({ temperature: 0.5, topP: 1, topK: 3 }), {
      capabilities: { sampling: false },
    });
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages']);
    expect(changes).toEqual(['temperature dropped', 'top_p dropped', 'top_k dropped']);
  });
});

describe('other options', () => {
  test('with an equivalent are translated', () => {
    const options = { stop: ['END'], userId: 'user-7', serviceTier: 'standard_only' };
    expect(encode(ask(options)).body).toMatchObject({
      stop_sequences: ['END'],
      metadata: { user_id: 'user-7' },
      service_tier: 'standard_only',
    });
  });

  test('that mean the default are no request', () => {
    const { body, changes } = encode(
      ask({
        choiceCount: 1,
        logprobs: false,
        topLogprobs: 0,
        logitBias: {},
        frequencyPenalty: 0,
        presencePenalty: 0,
        verbosity: 'medium',
        serviceTier: 'default',
        responseFormat: { type: 'text' },
        parallelToolCalls: true,
      }),
    );
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages']);
    expect(changes).toEqual([]);
  });

  test('that do not change the answer are dropped without refusing, and that is said', () => {
    const { changes } = encode(ask({ metadata: { a: 'b' }, store: true, promptCacheKey: 'k' }));
    expect(changes).toEqual(['metadata dropped', 'store dropped', 'prompt_cache_key dropped']);
  });

  const unsupported = {
    choiceCount: 2,
    logprobs: true,
    topLogprobs: 3,
    logitBias: { 5: 1 },
    seed: 0,
    frequencyPenalty: 0.5,
    presencePenalty: -0.5,
    verbosity: 'low',
    serviceTier: 'priority',
    stop: ['\n\n', 'END'],
    unknown: { prediction: {}, 'messages[0].weight': 1 },
  } satisfies Partial<ConversationRequest>;

  test('without an equivalent are refused together, by their names', () => {
    const error = refusal(ask(unsupported));
    expect(error.options).toEqual([
      'choiceCount',
      'logprobs',
      'topLogprobs',
      'logitBias',
      'seed',
      'frequencyPenalty',
      'presencePenalty',
      'verbosity',
      'serviceTier',
      'stop',
    ]);
    expect(error.fields).toEqual(['prediction', 'messages[0].weight']);
  });

  test('nobody knows are refused alone, too', () => {
    const error = refusal(ask({ unknown: { prediction: {} } }));
    expect(error.options).toEqual([]);
    expect(error.fields).toEqual(['prediction']);
  });

  test('without an equivalent are dropped where that is allowed, each said', () => {
    const { body, changes } = encode(ask(unsupported), { dropUnsupported: true });
    expect(Object.keys(body)).toEqual(['model', 'max_tokens', 'messages', 'stop_sequences']);
    expect(body.stop_sequences).toEqual(['END']);
    expect(changes).toEqual([
      'n dropped',
      'logprobs dropped',
      'top_logprobs dropped',
      'logit_bias dropped',
      'seed dropped',
      'frequency_penalty dropped',
      'presence_penalty dropped',
      'verbosity dropped',
      'service_tier dropped',
      'prediction dropped',
      'messages[0].weight dropped',
      'stop dropped: a stop sequence must hold more than white space',
    ]);
  });
});

describe('the form of the answer', () => {
  const schema = { type: 'object', properties: { z: {}, a: {} } };
  const format = { type: 'json-schema' as const, name: 'tide', description: 'The tide.', schema };

  test('by a schema goes to output_config', () => {
    const { body, changes } = encode(ask({ responseFormat: format, reasoningEffort: 'low' }));
    expect(body.output_config).toEqual({
      effort: 'low',
      format: { type: 'json_schema', schema: { description: 'The tide.', ...schema } },
    });
    expect(changes).toEqual([]);
  });

  test('by a schema is refused for a model that does not answer to one', () => {
    const error = refusal(ask({ responseFormat: format }), { capabilities: { structuredOutput: false } });
    expect(error.options).toEqual(['responseFormat']);
  });

  test('as some JSON object becomes an instruction, and that is said', () => {
    const { body, changes } = encode(ask({ responseFormat: { type: 'json-object' } }));
    expect(body.system).toEqual([text('Answer with one JSON object and nothing else.')]);
    expect(changes).toEqual(['response_format json_object → an instruction']);
  });
});
