import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toFloat32Base64 } from '../../../core/embeddings/float32-base64.ts';
import { skimAnswer } from '../../../protocols/openai-embeddings/skim-answer.ts';

const skim = (text: string) => skimAnswer(Buffer.from(text));

describe('skimming an answer', () => {
  const numbers = fc.array(fc.double({ noNaN: true, min: -1e20, max: 1e20 }), { minLength: 1 });
  const vectors = fc.oneof(numbers, numbers.map(toFloat32Base64));
  const entries = fc.record({ object: fc.constant('embedding'), embedding: vectors, other: fc.jsonValue() });
  const answers = fc.record({ data: fc.array(entries), model: fc.string(), embedding: fc.jsonValue() });

  test('leaves everything but the numbers of the vectors, wherever they stand and however it is written', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom(undefined, 2, '\t'), (answer, space) => {
        const { text, firstVector } = skim(JSON.stringify(answer, null, space));
        const left = JSON.parse(text);
        const expected = answer.data.map((entry) => ({
          ...entry,
          embedding: typeof entry.embedding === 'string' ? '-' : [0],
        }));
        const found = left.data.map((entry: Record<string, unknown>, index: number) => ({
          ...entry,
          other: expected[index]?.other,
        }));
        expect(found).toEqual(expected);
        expect(left.model).toBe(answer.model);
        const [first] = answer.data;
        if (first !== undefined)
          expect(JSON.parse(firstVector ?? '')).toEqual(JSON.parse(JSON.stringify(first.embedding)));
      }),
    );
  });

  test.each([
    ['[]'],
    ['[ ]'],
    ['""'],
    ['[null]'],
    ['[1,null]'],
    ['[1,"2"]'],
    ['[[1]]'],
    ['[1,[2]]'],
    ['["a"]'],
    ['{"a":[1]}'],
    ['null'],
    ['1'],
    ['"a\\/b"'],
    ['"\\""'],
    ['[1,NaN]'],
    ['[1,Infinity]'],
    ['[1,-Infinity]'],
    ['[1e400]'],
    ['[1E+400]'],
    ['[1,]'],
    ['[1,,2]'],
    [`[1${'0'.repeat(400)}]`],
    [JSON.stringify(toFloat32Base64([1, Number.NaN]))],
    [JSON.stringify(toFloat32Base64([Number.NEGATIVE_INFINITY]))],
  ])('leaves %s to the parser', (vector) => {
    const answer = `{"data":[{"embedding":${vector},"index":0}]}`;
    expect(skim(answer)).toEqual({ text: answer, firstVector: null, isUniform: false });
  });

  test.each([
    '{"data":[{"embedding":[1,2',
    '{"data":[{"embedding":"abc',
    '{"data":[{"embedding"',
    '{"data":[{"embedding":[1]',
  ])('makes nothing whole of a cut answer: %s', (text) => {
    expect(() => JSON.parse(skim(text).text)).toThrow(SyntaxError);
  });

  test('takes no text for a key', () => {
    const answer = JSON.stringify({ model: 'the "embedding":[1,2] of', data: [] });
    expect(skim(answer)).toEqual({ text: answer, firstVector: null, isUniform: true });
  });
});
