import { expect, test } from '@jest/globals';
import { decide } from '../../../scripts/tier/report-tier.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

test('the figures count tokens as the gateway does: answers too, and by what an unknown model needs at most', () => {
  // Fewer than 32,000 tokens at four characters each, more as the gateway estimates them.
  const turns = ['hi', 'word '.repeat(24_000), 'thanks'];
  const prompt = { family: 'f', part: 'test', tier: 'longContext', turns, userTurns: ['hi', 'thanks'] } as const;
  expect(decide(prompt, loadTierWeights())).toBe('longContext');
  const shorter = { ...prompt, turns: ['hi', 'word '.repeat(20_000), 'thanks'] };
  expect(decide(shorter, loadTierWeights())).toBe('simple');
});
