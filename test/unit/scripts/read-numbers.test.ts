import { afterEach, expect, test } from '@jest/globals';
import { readNumbers } from '../../../scripts/read-numbers.ts';

const usual = { count: 100, only: null };

afterEach(() => {
  process.exitCode = undefined;
});

test('what is given goes before what is usual', () => {
  expect(readNumbers(usual, '', [])).toEqual(usual);
  expect(readNumbers(usual, '', ['--only', '0'])).toEqual({ count: 100, only: 0 });
  expect(readNumbers(usual, '', ['--count=7', '--only', '3'])).toEqual({ count: 7, only: 3 });
});

test.each([[['--count', '-1']], [['--count', '1.5']], [['--count', '']], [['--other', '1']], [['7']]])(
  '%j is a wrong use',
  (words) => {
    expect(readNumbers(usual, '', words)).toBeNull();
    expect(process.exitCode).toBe(2);
  },
);
