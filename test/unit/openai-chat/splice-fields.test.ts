import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { spliceFields } from '../../../protocols/openai-chat/splice-fields.ts';

const splice = (text: string, changed: Record<string, unknown>): string =>
  spliceFields(Buffer.from(text), new Map(Object.entries(changed))).toString();

test.each<[text: string, changed: Record<string, unknown>, expected: string]>([
  [
    '{ "m": [ ],\r\n\t"model"\t: "a" , "n":1.0, "é": "ü" }',
    { model: 'b "x"' },
    '{ "m": [ ],\r\n\t"model"\t: "b \\"x\\"" , "n":1.0, "é": "ü" }',
  ],
  [
    '{"model":"model","t":{"model":"a"},"x":"\\"model\\":"}',
    { model: 'b' },
    '{"model":"b","t":{"model":"a"},"x":"\\"model\\":"}',
  ],
  ['{"\\u006dodel":"\\u0061","mode":1}', { model: 'b' }, '{"\\u006dodel":"b","mode":1}'],
  ['{"a":1,"a":[{"b":"]"}],"c":2}', { a: true }, '{"a":true,"a":true,"c":2}'],
  ['{"a":12 }', { a: 3 }, '{"a":3 }'],
  ['{"a":1}', { b: { c: 2 }, d: null }, '{"b":{"c":2},"d":null,"a":1}'],
  ['{"a":1, "b":2, "c":3}', { a: undefined }, '{"b":2, "c":3}'],
  ['{"a":1, "b":2, "c":3}', { b: undefined }, '{"a":1, "c":3}'],
  ['{"a":1, "b":2, "c":3 }', { c: undefined }, '{"a":1, "b":2 }'],
  ['{"a":1, "b":2, "c":3}', { a: undefined, b: undefined }, '{"c":3}'],
  ['{"a":1, "b":2, "c":3}', { b: undefined, c: undefined }, '{"a":1}'],
  ['{"a":1, "b":2, "c":3}', { a: undefined, c: undefined, b: 4 }, '{"b":4}'],
  [' { "a":1 }', { a: undefined, b: 2 }, ' {"b":2 }'],
  ['{}', { a: undefined }, '{}'],
  ['{ }', { a: 1 }, '{"a":1 }'],
])('%s with %j', (text, changed, expected) => {
  expect(splice(text, changed)).toBe(expected);
  expect(() => JSON.parse(expected)).not.toThrow();
});

test('says the same as the object with its fields replaced, however it is written', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('a', 'b', '"a":', '\\u0061', 'é', '\\', '"', ',', '}', '{', '\\"'),
    fc.string({ minLength: 60, maxLength: 70, unit: fc.constantFrom('"', '\\', 'x') }),
  );
  // Not as names: V8 of Node 24.21 may take a name for another that it expects there, where that one ends in a backslash
  // or has one before a quote or a backslash. After JSON.parse('{"a":1,"\\\\":2}'), JSON.parse('{"a":1,"\\"":2}') has the
  // name \ instead of ". What is spliced would be read wrong, not written wrong.
  const misread = /\\(?:["\\]|$)/;
  const name = fc.oneof(
    text.filter((written) => !misread.test(written)),
    fc.string({ minLength: 60, maxLength: 70, unit: fc.constantFrom('"', '\\x', 'x') }),
  );
  const any = fc.jsonValue({ stringUnit: fc.constantFrom('"', ':', ',', '{', ']', ' ', 'a', 'é') });
  const value = fc.oneof(text, any, fc.dictionary(name, text));
  const space = fc.constantFrom(undefined, ' ', '\t');
  fc.assert(
    fc.property(
      fc.dictionary(name, value),
      fc.dictionary(fc.oneof(name, fc.constantFrom('a', 'b')), fc.option(value, { nil: undefined })),
      space,
      (object, changed, indent) => {
        const others = Object.keys(object).filter((_, index) => index % 2 === 0);
        const all = { ...changed, ...Object.fromEntries(others.map((name) => [name, changed.a])) };
        const expected = JSON.parse(JSON.stringify({ ...object, ...all }));
        expect(JSON.parse(splice(JSON.stringify(object, null, indent), all))).toEqual(expected);
      },
    ),
  );
});
