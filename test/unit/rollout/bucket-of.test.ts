import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bucketCount, bucketOf, isWithinShare } from '../../../core/rollout/bucket-of.ts';

const flag = 'use_new_orchestrator';
const principal = fc.oneof(fc.uuid(), fc.emailAddress(), fc.string({ unit: 'binary' }), fc.nat().map(String));
const percentage = fc.integer({ min: 0, max: bucketCount }).map((hundredths) => hundredths / 100);

test('the buckets of these principals never change: a change would move users between cohorts', () => {
  const known = ['anonymous', 'user-1', 'user-2', 'ada@example.com', 'Zoë', '', '9f1c2a7e-0d43-4f0a-8f8e-0b6f5c2d9a11'];
  expect(known.map((one) => bucketOf(flag, one))).toEqual([3735, 7293, 4167, 2964, 6473, 3388, 9078]);
  expect(bucketOf('another_flag', 'user-1')).toBe(3211);
});

test('who is in a share is in every larger one, and nobody is in none and everybody in all', () => {
  fc.assert(
    fc.property(principal, percentage, percentage, (who, one, other) => {
      const [smaller, larger] = [Math.min(one, other), Math.max(one, other)];
      if (isWithinShare(smaller, flag, who)) expect(isWithinShare(larger, flag, who)).toBe(true);
      expect(isWithinShare(0, flag, who)).toBe(false);
      expect(isWithinShare(100, flag, who)).toBe(true);
    }),
  );
});

test('a bucket is a whole number from 0 to 9,999, the same each time', () => {
  fc.assert(
    fc.property(fc.string(), principal, (name, who) => {
      const bucket = bucketOf(name, who);
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < bucketCount).toBe(true);
      expect(bucketOf(name, who)).toBe(bucket);
    }),
  );
});

test.each([
  ['numbers in a row', (index: number) => `user-${index}`],
  ['long ids that differ in the middle', (index: number) => `tenant/${index}/${'x'.repeat(200)}`],
])('a share holds as many principals as it says, whatever they are called: %s', (_what, nameOf) => {
  const count = 20_000;
  const buckets = Array.from({ length: count }, (_one, index) => bucketOf(flag, nameOf(index)));
  for (const share of [1, 10, 50, 90]) {
    const inside = buckets.filter((bucket) => bucket < (share / 100) * bucketCount).length;
    // Five standard deviations of as many throws of a die.
    const tolerance = 5 * Math.sqrt(count * (share / 100) * (1 - share / 100));
    expect(Math.abs(inside - (count * share) / 100)).toBeLessThan(tolerance);
  }
});

test('being first with one flag says nothing about another', () => {
  const count = 20_000;
  let both = 0;
  for (let index = 0; index < count; index++) {
    if (isWithinShare(50, flag, `user-${index}`) && isWithinShare(50, 'another_flag', `user-${index}`)) both += 1;
  }
  expect(Math.abs(both - count / 4)).toBeLessThan(5 * Math.sqrt((count * 3) / 16));
});
