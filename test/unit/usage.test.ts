import { expect, test } from '@jest/globals';
import { totalInput } from '../../core/conversation/usage.ts';

test('the total input adds every bucket once', () => {
  const usage = { freshInput: 5, cacheRead: 7, cacheWrite: { '5m': 11, '1h': 13 }, output: 17, reasoning: null };
  expect(totalInput(usage)).toBe(36);
});
