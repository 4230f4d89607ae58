import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseBody } from '../../../core/chat/parse-body.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';

function refusalOf(text: string): GatewayError {
  try {
    parseBody(Buffer.from(text));
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('nothing was refused');
}

describe('a body', () => {
  test.each([
    ['', 'missing_body', 'The request has no body; send a JSON object.'],
    ['{"a":', 'invalid_json', 'The request body is not valid JSON: it ends too early.'],
    ['{a: 1}', 'invalid_json', 'The request body is not valid JSON: it breaks at position 1 (line 1, column 2).'],
    [
      '{\n  "a": 1,\n}',
      'invalid_json',
      'The request body is not valid JSON: it breaks at position 12 (line 3, column 1).',
    ],
    ['{"a":1}}', 'invalid_json', 'The request body is not valid JSON: it breaks at position 7 (line 1, column 8).'],
    // The parser quotes this one instead of saying where.
    ['{"a": secret}', 'invalid_json', 'The request body is not valid JSON.'],
    ['JSON at position 7', 'invalid_json', 'The request body is not valid JSON.'],
    ['[1]', 'invalid_body', 'The request body must be a JSON object, not an array.'],
    ['null', 'invalid_body', 'The request body must be a JSON object, not null.'],
    ['"text"', 'invalid_body', 'The request body must be a JSON object, not a string.'],
  ])('%j is refused as %s: %s', (text, code, message) => {
    expect(refusalOf(text)).toMatchObject({ kind: 'invalid-request', param: null, code, message });
  });

  test('may begin with a byte-order mark, alone', () => {
    expect(parseBody(Buffer.from('\ufeff{"a":"\ufeff"}'))).toEqual({ a: '\ufeff' });
    expect(refusalOf('\ufeff')).toMatchObject({ code: 'invalid_json' });
    expect(refusalOf('\ufeff\ufeff{}')).toMatchObject({ code: 'invalid_json' });
  });

  test('is refused when it is nested too deeply, and only then', () => {
    const deep = (levels: number, open = '[', close = ']') => `{"a":${open.repeat(levels)}${close.repeat(levels)}}`;
    const refused = {
      kind: 'invalid-request',
      param: null,
      code: 'invalid_body',
      message: 'The request body is nested too deeply: more than 1000 levels of arrays and objects.',
    };
    for (const levels of [1_000, 20_000, 1_000_000]) expect(refusalOf(deep(levels))).toMatchObject(refused);
    expect(refusalOf(`{"a":[[],"${']'.repeat(9)}",{"b":${deep(999)}}]}`)).toMatchObject(refused);
    expect(refusalOf(`${'{"a":'.repeat(1_001)}1${'}'.repeat(1_001)}`)).toMatchObject(refused);
    for (const text of [deep(999), `{"a":"${'['.repeat(3_000)}"}`, `{"a":[${'[],'.repeat(3_000)}{}]}`]) {
      expect(parseBody(Buffer.from(text))).toHaveProperty('a');
    }
  });

  test('is never quoted', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.nat(60), (noise, at) => {
        const text = `{"prompt": "${'x'.repeat(at)}tell nobody" ${noise}~`;
        expect(refusalOf(text).message).not.toMatch(/tell|nobody|~|prompt/);
      }),
    );
  });
});
