import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { concurrencyWithin, openFileLimit } from '../../../local/open-file-limit.ts';

describe('the number of requests at once', () => {
  test.each([
    [1024, 412],
    [20_200, 10_000],
    [100, 1],
    [0, 1],
  ])('with %i open files is %i', (openFiles, requests) => {
    expect(concurrencyWithin(openFiles)).toBe(requests);
  });

  test('never needs more files than there are, once there are enough for one', () => {
    for (let files = 203; files < 5000; files += 7)
      expect(concurrencyWithin(files) * 2 + 200).toBeLessThanOrEqual(files);
  });
});

test('the limit is the one a shell reports', () => {
  const limit = openFileLimit();
  // No other system tells a process without a native call.
  if (process.platform !== 'linux') return expect(limit).toBeNull();
  expect(limit).toBe(Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })));
});
