import { expect, test } from '@jest/globals';
import { RecentMap } from '../../../adapters/dynamodb/recent-map.ts';

test('the latest entries are kept, and no more: one set again is the latest', () => {
  const recent = new RecentMap<number>(3);
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['a', 4],
    ['d', 5],
  ] as const)
    recent.set(key, value);
  expect(['a', 'b', 'c', 'd'].map((key) => recent.get(key))).toEqual([4, undefined, 3, 5]);
  for (let key = 0; key < 100; key++) recent.set(`${key}`, key);
  expect(Array.from({ length: 100 }, (_, key) => recent.get(`${key}`)).filter((value) => value !== undefined)).toEqual([
    97, 98, 99,
  ]);
  recent.delete('99');
  expect(recent.get('99')).toBeUndefined();
});
