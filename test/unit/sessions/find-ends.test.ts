import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findEnds } from '../../../core/sessions/find-ends.ts';

interface Letter {
  readonly letter: string;
}
const letters = (most: number) => fc.array(fc.constantFrom('a', 'b'), { maxLength: most });
const boxed = (list: readonly string[]): readonly Letter[] => list.map((letter) => ({ letter }));

test('every place is found, overlapping ones too', () => {
  fc.assert(
    fc.property(letters(6), letters(40), (pattern, list) => {
      const ends = list.map((_, index) => index + 1).filter((end) => end >= pattern.length);
      const expected = ends.filter((end) => list.slice(end - pattern.length, end).join('') === pattern.join(''));
      const found = findEnds(boxed(pattern), boxed(list), (one, other) => one.letter === other.letter);
      expect(found).toEqual(pattern.length === 0 ? [] : expected);
    }),
    { numRuns: 500 },
  );
});

test('nothing is compared more than a few times, however the items repeat', () => {
  const pattern = boxed([...new Array<string>(2_000).fill('a'), 'b']);
  const list = boxed(new Array<string>(4_000).fill('a'));
  let comparisons = 0;
  const ends = findEnds(pattern, list, (one, other) => {
    comparisons++;
    return one.letter === other.letter;
  });
  expect(ends).toEqual([]);
  expect(comparisons).toBeLessThan(2 * (pattern.length + list.length));
});
