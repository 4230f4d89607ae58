import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutUsage } from '../../../protocols/openai-chat/without-usage.ts';

test('the member is cut out of the ordinary chunk, whatever plain members follow it', () => {
  expect(withoutUsage('{"id":"a","choices":[{"delta":{}}],"usage":null}')).toBe('{"id":"a","choices":[{"delta":{}}]}');
  expect(withoutUsage('{"id":"a","usage":null,"obfuscation":"x+/=","n":-1.5e3,"b":null}')).toBe(
    '{"id":"a","obfuscation":"x+/=","n":-1.5e3,"b":null}',
  );
});

test('a member further in is not the chunk’s, however much looks like its end', () => {
  expect(withoutUsage('{"a":{"c":"x","usage":null,"d":"x"},"b":"y"}')).toBeNull();
});

test('nothing but the chunk’s own member is ever cut', () => {
  const leaf = fc.constantFrom<unknown>(null, 1, 'x', 'usage', ',"usage":null', '"usage":null}', '\\', '"}', {});
  const members = (value: fc.Arbitrary<unknown>) =>
    fc.dictionary(fc.constantFrom('usage', 'a', 'b', 'c'), value, { maxKeys: 3, noNullPrototype: true });
  const chunk = members(fc.oneof(leaf, members(fc.oneof(leaf, fc.array(members(leaf), { maxLength: 2 })))));
  fc.assert(
    fc.property(chunk, (given) => {
      const text = JSON.stringify(given);
      const shorter = withoutUsage(text);
      const { usage, ...expected } = given;
      if (usage !== null) expect(shorter).toBeNull();
      else if (shorter !== null) expect(JSON.parse(shorter)).toEqual(expected);
    }),
    { numRuns: 3000 },
  );
});
