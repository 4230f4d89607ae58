import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ObjectExtent } from '../../../protocols/openai-chat/object-extent.ts';

function isClosed(...pieces: readonly string[]): boolean {
  const extent = new ObjectExtent();
  for (const piece of pieces) extent.read(piece);
  return extent.isClosed;
}

test.each(['{}', ' {"a":1}\n', '{"a":{"b":["}"]}}', '{"a":"\\"}"}'])('%j is an object from brace to brace', (text) => {
  expect(isClosed(text)).toBe(true);
});

test.each(['', ' ', '{', '{"a":"}', '{"a":"\\"}', '{}}', '{}{}', '{},', '1', '"{}"', '[{}]', '[]', '}{'])(
  '%j is none, or not yet',
  (text) => {
    expect(isClosed(text)).toBe(false);
  },
);

test('an object is closed by its last character and not before, however it is cut', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (object, at) => {
      const text = JSON.stringify(object);
      const cut = at % text.length;
      expect(isClosed(text.slice(0, cut))).toBe(false);
      expect(isClosed(text.slice(0, cut), text.slice(cut))).toBe(true);
    }),
  );
});
