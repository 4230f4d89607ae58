import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toFloat32Base64 } from '../../../core/embeddings/float32-base64.ts';
import { inputUsage } from '../../../core/embeddings/input-usage.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { EmbeddingRequest } from '../../../core/ports/embedding-model.ts';
import { decodeAnswer } from '../../../protocols/openai-embeddings/decode-answer.ts';
import { encodeRequest } from '../../../protocols/openai-embeddings/encode-request.ts';
import { openAiEmbeddings } from '../../../protocols/openai-embeddings/openai-embeddings.ts';
import { rewriteRaw } from '../../../protocols/openai-embeddings/rewrite-raw.ts';
import { settleAnswer } from '../../../protocols/openai-embeddings/settle-answer.ts';

const asked: EmbeddingRequest = {
  inputs: ['a', 'b'],
  encoding: 'float',
  dimensions: null,
  inputType: null,
  user: null,
  unreadFields: [],
};

/** As a provider answers; made from public wire documentation, not recorded. */
const answerOf = (...embeddings: readonly unknown[]) => ({
  object: 'list',
  data: embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding })),
  model: 'm',
  usage: { prompt_tokens: 8, total_tokens: 8 },
});

describe('requests', () => {
  const texts = fc.string({ minLength: 1 });
  const tokens = fc.array(fc.nat(), { minLength: 1 });
  const requests = fc.record({
    inputs: fc.array(fc.oneof(texts, tokens), { minLength: 1, maxLength: 20 }),
    encoding: fc.constant('float' as const),
    dimensions: fc.option(fc.integer({ min: 1, max: 4096 })),
    inputType: fc.option(fc.constantFrom('search_query', 'search_document')),
    user: fc.option(fc.string()),
    unreadFields: fc.constant([]),
  });

  test('survive being written and read', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const body = JSON.parse(JSON.stringify(encodeRequest(request, 'm')));
        expect(openAiEmbeddings.decodeRequest(body)).toEqual(request);
      }),
    );
  });

  test('tell which fields nobody reads, but not those that are null', () => {
    const body = { model: 'm', input: 'a', truncate: 'END', encoding_format: null, user: null, task: null };
    expect(openAiEmbeddings.decodeRequest(body)).toMatchObject({ encoding: 'float', unreadFields: ['truncate'] });
  });

  test('are surveyed without complaint, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        openAiEmbeddings.surveyRequest({ input });
      }),
    );
    expect(openAiEmbeddings.surveyRequest({ input: ['tide', [1, 2, 3], 7] })).toMatchObject({
      textCharacters: 4,
      fileTokens: 3,
      maxOutputTokens: 0,
    });
    expect(openAiEmbeddings.surveyRequest({ input: [1, 2, 3, 4] })).toMatchObject({ textCharacters: 0, fileTokens: 4 });
  });

  test('keep every byte but the model’s name', () => {
    const text = '{"input": "say \\"model\\"",\n "model" : "route"}';
    const sent = rewriteRaw({ body: JSON.parse(text), bytes: Buffer.from(text) }, 'real');
    expect(sent.toString()).toBe(text.replace('"route"', '"real"'));
  });

  test('are written anew where the place of the name is not certain', () => {
    const text = '{"model":"route","input":"a","model":"route"}';
    const sent = rewriteRaw({ body: JSON.parse(text), bytes: Buffer.from(text) }, 'real');
    expect(JSON.parse(sent.toString())).toEqual({ model: 'real', input: 'a' });
  });
});

describe('answers that pass through', () => {
  const settle = (body: unknown, request: EmbeddingRequest = asked) => {
    const bytes = Buffer.from(JSON.stringify(body));
    return { bytes, settled: settleAnswer(bytes, request, JSON.parse) };
  };

  test('stay the very same bytes', () => {
    const { bytes, settled } = settle(answerOf([1, 2], [3, 4]));
    expect(settled.body).toBe(bytes);
    expect(settled).toMatchObject({ usage: inputUsage(8), dimensions: 2 });
  });

  test('stay as they are in base64 too, and their length is known', () => {
    const { bytes, settled } = settle(answerOf(toFloat32Base64([1, 2, 3]), toFloat32Base64([4, 5, 6])), {
      ...asked,
      encoding: 'base64',
    });
    expect(settled.body).toBe(bytes);
    expect(settled.dimensions).toBe(3);
  });

  test('are written anew when only some vectors are as asked', () => {
    const { settled } = settle(answerOf([1, 2], toFloat32Base64([3, 4])));
    expect(JSON.parse(settled.body.toString())).toEqual(answerOf([1, 2], [3, 4]));
  });

  test.each([
    ['no list', { object: 'list' }],
    ['too few', answerOf([1])],
    ['too many', answerOf([1], [2], [3])],
    ['one that is empty', answerOf([1], [])],
    ['one that is null', answerOf([1], null)],
    ['one with null in it', answerOf([1], [null])],
    ['an empty text', answerOf([1], '')],
    ['a text that is no base64', answerOf('!!', '!!')],
    ['a list', []],
  ])('%s: broken', (_what, body) => {
    expect(() => settle(body)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test.each([
    ['NaN', '[1,NaN]'],
    ['Infinity', '[1,Infinity]'],
    ['a number no double holds', '[1,1e400]'],
    ['a number no 32-bit float holds', '[1,1e39]'],
    ['many digits', `[1,1${'0'.repeat(400)}]`],
    ['NaN in base64', JSON.stringify(toFloat32Base64([1, Number.NaN]))],
    ['infinity in base64', JSON.stringify(toFloat32Base64([1, Number.POSITIVE_INFINITY]))],
    ['fewer numbers', '[1]'],
    ['fewer numbers in base64', JSON.stringify(toFloat32Base64([1]))],
  ])('with %s beside a sound vector: broken', (_what, vector) => {
    const text = `{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":${vector}}]}`;
    const parse = (json: string): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        throw new GatewayError('broken-answer', 'No JSON.');
      }
    };
    expect(() => settleAnswer(Buffer.from(text), asked, parse)).toThrow(
      expect.objectContaining({ kind: 'broken-answer' }),
    );
    const decode = () => decodeAnswer(parse(text), 2);
    expect(decode).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test.each([[[0, 0]], [[1, 2]], [[0, undefined]], [[0, '1']], [[0, null]]])('with indexes %j: broken', (indexes) => {
    const data = indexes.map((index) => ({ index, embedding: [1] }));
    expect(() => settle({ data })).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test('may have large numbers, no indexes, and other vectors elsewhere', () => {
    const data = [{ embedding: [1e25, 2] }, { embedding: [3, 4], other: { embedding: [5] } }];
    expect(settle({ data }).settled).toMatchObject({ dimensions: 2 });
  });

  test('an error instead of an answer keeps its kind', () => {
    expect(() => settle({ error: { message: 'slow down', code: 'rate_limit_exceeded' } })).toThrow(
      expect.objectContaining({ kind: 'rate-limit' }),
    );
  });

  test('without a usage have none, and no zeros', () => {
    const { usage: _, ...body } = answerOf([1], [2]);
    expect(settle(body).settled.usage).toBeNull();
  });
});

describe('answers that are translated', () => {
  test('are put in the order their indexes tell, base64 or not', () => {
    const body = answerOf(toFloat32Base64([2]), [1]);
    const data = body.data.map((entry, place) => ({ ...entry, index: 1 - place }));
    expect(decodeAnswer({ ...body, data }, 2).vectors).toEqual([[1], [2]]);
  });

  test.each([[[0, 0]], [[0, 2]], [[0, 0.5]], [[0, -1]], [[0, 'length']]])('with indexes %j are broken', (indexes) => {
    const data = indexes.map((index) => ({ index, embedding: [1] }));
    expect(() => decodeAnswer({ data }, 2)).toThrow(expect.objectContaining({ kind: 'broken-answer' }));
  });

  test('are written as asked; an unknown usage is left out', () => {
    const write = (encoding: EmbeddingRequest['encoding'], usage: ReturnType<typeof inputUsage> | null) =>
      JSON.parse(openAiEmbeddings.encodeAnswer([[1, 0.5]], { request: { ...asked, encoding }, model: 'm', usage }));
    expect(write('float', inputUsage(7))).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [1, 0.5] }],
      model: 'm',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    });
    expect(write('base64', null)).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: toFloat32Base64([1, 0.5]) }],
      model: 'm',
    });
  });
});
