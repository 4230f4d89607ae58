import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { embeddedModelFacts, embeddedModelId } from '../../../adapters/embedded/embedded-model-facts.ts';
import { countTokens, cutToTokens } from '../../../adapters/embedded/tokenizer.ts';
import type { ConversationOptions, ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { type AnswerEvent, Seen } from '../../../core/ports/chat-model.ts';
import { collect, complete, model, modelCall, say, textOf } from './ask-embedded-model.ts';

const sum: ConversationRequest = { messages: [say('user', 'What is 2+2?')] };
const unanswerable: ConversationRequest = { messages: [say('user', 'Why?')] };

function streamedText(events: readonly AnswerEvent[]): string {
  return events
    .map((event) => (event.type === 'event' && event.event.type === 'part-delta' ? event.event.text : ''))
    .join('');
}

/** What clients call an option. */
function fieldName(option: string): string {
  const odd: Readonly<Record<string, string>> = { choiceCount: 'n', userId: 'user' };
  return odd[option] ?? option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

describe('a streamed answer', () => {
  test('has its events in order, word by word', async () => {
    const usage = { freshInput: 6, cacheRead: 0, cacheWrite: {}, output: 5, reasoning: 0 };
    expect(await collect(model.answer(modelCall(sum)))).toEqual([
      { type: 'accepted', upstreamRequestId: null, changes: [] },
      { type: 'event', event: { type: 'started', id: null, model: 'cato-embedded' }, seen: 0 },
      { type: 'event', event: { type: 'part-begins', index: 0, part: { type: 'text' } }, seen: 0 },
      ...['2 ', '+ ', '2 ', '= ', '4'].map((text) => ({
        type: 'event',
        event: { type: 'part-delta', index: 0, text },
        seen: Seen.content,
      })),
      { type: 'event', event: { type: 'part-ends', index: 0 }, seen: 0 },
      { type: 'event', event: { type: 'usage', usage }, seen: Seen.usage },
      { type: 'event', event: { type: 'finished', stopReason: 'stop' }, seen: Seen.stop },
      { type: 'finished', stopReason: 'stop', usage },
    ]);
  });

  test('says what the whole answer says, for any conversation', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom(
        'My name is Alice.',
        'What is my name?',
        '2+2',
        'Cats sleep. What do cats do?',
        'Hi',
        'a\n\nb  c\t',
      ),
    );
    const message = fc
      .tuple(fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), text)
      .map(([role, said]) => say(role, said));
    const request = fc.record(
      {
        messages: fc.array(message, { maxLength: 6 }),
        maxOutputTokens: fc.integer({ min: 0, max: 60 }),
        stop: fc.array(fc.constantFrom('offline', '. ', ' ', 'zebra', ''), { maxLength: 2 }),
        responseFormat: fc.constant({ type: 'json-object' as const }),
      },
      { requiredKeys: ['messages'] },
    );
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const events = await collect(model.answer(modelCall(asked)));
        const whole = await complete(asked);
        expect(streamedText(events)).toBe(textOf(whole));
        expect(events.at(-1)).toEqual({ type: 'finished', stopReason: whole.stopReason, usage: whole.usage });
      }),
      { numRuns: 100 },
    );
  });

  test('ends with the reason of the signal when it is aborted', async () => {
    const abort = new AbortController();
    const reason = new Error('the client left');
    const seen: AnswerEvent[] = [];
    const consume = async () => {
      for await (const event of model.answer(modelCall(unanswerable, { signal: abort.signal }))) {
        seen.push(event);
        if (seen.length === 6) abort.abort(reason);
      }
    };
    await expect(consume()).rejects.toBe(reason);
    expect(seen).toHaveLength(6);
  });

  test('lets the event loop run in between, so that an abort from outside is heard', async () => {
    const content = [{ type: 'text' as const, text: 'word '.repeat(800) }];
    const request: ConversationRequest = {
      messages: [{ role: 'tool', parts: [{ type: 'tool-result', toolCallId: 'c1', content }] }],
    };
    const abort = new AbortController();
    const reason = new Error('the client left');
    setImmediate(() => setImmediate(() => setImmediate(() => abort.abort(reason))));
    const events = collect(model.answer(modelCall(request, { signal: abort.signal })));
    await expect(events).rejects.toBe(reason);
  });

  test('is not begun when it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(collect(model.answer(modelCall(sum, { signal })))).rejects.toThrow('too late');
    await expect(complete(sum, { signal })).rejects.toThrow('too late');
  });
});

describe('a whole answer', () => {
  test('is neutral and names the model and the usage', async () => {
    const usage = { freshInput: 6, cacheRead: 0, cacheWrite: {}, output: 5, reasoning: 0 };
    expect(await complete(sum)).toEqual({
      upstreamRequestId: null,
      changes: [],
      stopReason: 'stop',
      usage,
      content: {
        kind: 'neutral',
        answer: {
          id: null,
          model: embeddedModelId,
          parts: [{ type: 'text', text: '2 + 2 = 4' }],
          stopReason: 'stop',
          usage,
        },
      },
    });
    expect(model.protocol).toBeNull();
    expect(embeddedModelFacts.id).toBe(embeddedModelId);
  });

  test('is JSON when a JSON object is asked for', async () => {
    const answer = await complete({ ...sum, responseFormat: { type: 'json-object' } });
    expect(JSON.parse(textOf(answer))).toEqual({ answer: '2 + 2 = 4' });
  });
});

describe('the limits of an answer', () => {
  test('the limit of tokens is kept to, and said', async () => {
    const answer = await complete({ ...sum, maxOutputTokens: 3 });
    expect(textOf(answer)).toBe('2 + 2');
    expect(answer).toMatchObject({ stopReason: 'length', usage: { output: 3 } });
    expect(await complete({ ...sum, maxOutputTokens: 5 })).toMatchObject({ stopReason: 'stop', usage: { output: 5 } });
  });

  test('a stop sequence ends the answer before it, the first one of all', async () => {
    const answer = await complete({ ...sum, stop: ['4', ' = ', ''] });
    expect(textOf(answer)).toBe('2 + 2');
    expect(answer).toMatchObject({ stopReason: 'stop', usage: { output: 3 } });
  });

  test('whichever of the two comes first decides', async () => {
    expect(await complete({ ...sum, stop: ['='], maxOutputTokens: 2 })).toMatchObject({ stopReason: 'length' });
    expect(await complete({ ...sum, stop: ['+'], maxOutputTokens: 2 })).toMatchObject({ stopReason: 'stop' });
  });
});

describe('tokens are counted by a rule of its own', () => {
  test.each([
    ['', 0],
    [' \n\t', 0],
    ['Hello', 1],
    ['Hello, world!', 4],
    ['internationalization', 3],
    ['élan vital', 2],
    ['日本', 2],
    ['😀😀', 2],
    ['a_b 3.5', 4],
  ])('%j', (text, tokens) => {
    expect(countTokens(text)).toBe(tokens);
  });

  test('a text cut to some tokens begins the text and has so many', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat({ max: 40 }), (text, limit) => {
        const cut = cutToTokens(text, limit);
        expect(text.startsWith(cut)).toBe(true);
        expect(countTokens(cut)).toBe(Math.min(limit, countTokens(text)));
        if (countTokens(text) <= limit) expect(cut).toBe(text);
      }),
    );
  });

  test('all text of a conversation counts as input', async () => {
    const answer = await complete({
      messages: [
        say('system', 'one'),
        say('user', 'two three'),
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'four' },
            { type: 'refusal', text: 'five' },
            { type: 'tool-call', id: 'c1', name: 'six', kind: 'function', input: '{}' },
            { type: 'opaque', opaque: { protocol: 'other', data: 'not text' } },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool-result', toolCallId: 'c1', content: [{ type: 'text', text: 'nine' }] }] },
        {
          role: 'user',
          parts: [
            {
              type: 'file',
              mediaType: 'text/csv',
              source: { kind: 'base64', data: Buffer.from('ten').toString('base64') },
            },
            { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: 'AAAA' } },
          ],
        },
      ],
    });
    expect(answer.usage?.freshInput).toBe(10);
  });
});

describe('options', () => {
  const refused: readonly (readonly [string, ConversationOptions & Pick<ConversationRequest, 'tools'>])[] = [
    ['choiceCount', { choiceCount: 2 }],
    ['logprobs', { logprobs: true }],
    ['topLogprobs', { topLogprobs: 3 }],
    ['logitBias', { logitBias: { '50256': -100 } }],
    ['tools', { tools: [{ type: 'custom', name: 'shell' }] }],
    ['toolChoice', { toolChoice: { type: 'required' } }],
    ['toolChoice', { toolChoice: { type: 'tool', name: 'f', kind: 'function' } }],
    ['toolChoice', { toolChoice: { type: 'allowed', mode: 'required', names: ['f'] } }],
    ['responseFormat', { responseFormat: { type: 'json-schema', name: 'a', schema: {} } }],
  ];

  test.each(refused)('%s is refused by name: %j', async (option, options) => {
    const failure = await complete({ ...sum, ...options }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnsupportedOptions);
    expect(failure).toMatchObject({ options: [option], fields: [] });
    await expect(collect(model.answer(modelCall({ ...sum, ...options })))).rejects.toBeInstanceOf(UnsupportedOptions);
  });

  test.each(refused)('%s is dropped where that is allowed, and said: %j', async (option, options) => {
    const answer = await complete({ ...sum, ...options }, { dropUnsupported: true });
    expect(answer.changes).toEqual([`${fieldName(option)} dropped`]);
    expect(textOf(answer)).toBe('2 + 2 = 4');
  });

  test('a forced tool call is refused with its reason', async () => {
    const failure = complete({ ...sum, toolChoice: { type: 'required' } });
    await expect(failure).rejects.toMatchObject({ reason: 'the embedded model calls no tools' });
  });

  test('fields nobody knows are refused by name, or dropped', async () => {
    const request = { ...sum, unknown: { top_a: 1 } };
    await expect(complete(request)).rejects.toMatchObject({ options: [], fields: ['top_a'] });
    expect((await complete(request, { dropUnsupported: true })).changes).toEqual(['top_a dropped']);
  });

  test('what another format only advises is left out, and said', async () => {
    const fields = {
      advisory: { 'tools[0]': { type: 'web_search' }, truncation: 'auto' },
      fieldsProtocol: 'openai-responses',
    };
    const answer = await complete({ ...sum, ...fields });
    expect(answer.changes).toEqual(['tools[0] (web_search) dropped', 'truncation dropped']);
    expect(textOf(answer)).toBe('2 + 2 = 4');
  });

  const harmless: ConversationOptions = {
    temperature: 0.7,
    topP: 0.9,
    topK: 40,
    seed: 1,
    frequencyPenalty: 0.1,
    presencePenalty: 0.1,
    reasoningEffort: 'high',
    verbosity: 'low',
    serviceTier: 'auto',
    metadata: { a: 'b' },
    userId: 'u',
    promptCacheKey: 'k',
    store: false,
    parallelToolCalls: true,
  };

  test.each(Object.entries(harmless))('%s makes no difference, which is said', async (option, value) => {
    const answer = await complete({ ...sum, [option]: value });
    expect(answer.changes).toEqual([`${fieldName(option)} has no effect`]);
    expect(textOf(answer)).toBe('2 + 2 = 4');
  });

  test('options that ask for nothing special are taken in silence', async () => {
    const options: ConversationOptions = {
      choiceCount: 1,
      logprobs: false,
      topLogprobs: 0,
      logitBias: {},
      toolChoice: { type: 'auto' },
      responseFormat: { type: 'text' },
      maxOutputTokens: 100,
      stop: [],
    };
    expect((await complete({ ...sum, ...options, tools: [] })).changes).toEqual([]);
  });

  test('offered tools are not called', async () => {
    const answer = await complete({ ...sum, tools: [{ type: 'function', name: 'add' }], toolChoice: { type: 'auto' } });
    expect(answer.changes).toEqual(['tools have no effect']);
    expect(textOf(answer)).toBe('2 + 2 = 4');
  });
});
