import { describe, expect, test } from '@jest/globals';
import type { Usage } from '../../../core/conversation/usage.ts';
import { costOfUsage } from '../../../core/metering/cost-of-usage.ts';
import type { ModelPrice } from '../../../core/routing/model-facts.ts';

const standard: ModelPrice = {
  minInputTokens: 0,
  processing: 'standard',
  input: 3,
  output: 15,
  cacheRead: 0.3,
  cacheWrite: { '5m': 3.75, '1h': 6 },
};
const beyond: ModelPrice = { ...standard, minInputTokens: 200_000, input: 6, output: 22.5 };
const flex: ModelPrice = { ...standard, processing: 'flex', input: 1.5, output: 7.5 };
const prices = [standard, beyond, flex];

function usage(over: Partial<Usage> = {}): Usage {
  return { freshInput: 0, cacheRead: 0, cacheWrite: {}, output: 0, reasoning: null, ...over };
}

const million = 1_000_000;

describe('what an answer cost', () => {
  test.each<[string, Partial<Usage>, number]>([
    ['nothing', {}, 0],
    ['input and output', { freshInput: 1000, output: 100 }, (3000 + 1500) / million],
    ['a read cache', { freshInput: 10, cacheRead: 1000 }, (30 + 300) / million],
    ['a written cache, by its time', { cacheWrite: { '5m': 100, '1h': 10 } }, (375 + 60) / million],
    ['a cache whose time was not told', { cacheWrite: { default: 100 } }, 375 / million],
    ['reasoning, which output includes', { output: 100, reasoning: 60 }, 1500 / million],
    ['a long prompt, all of it dearer', { freshInput: 200_000 }, (200_000 * 6) / million],
    ['a long prompt by its cached part', { freshInput: 1, cacheRead: 199_999 }, (6 + 199_999 * 0.3) / million],
  ])('is the sum over the buckets: %s', (_what, over, expected) => {
    expect(costOfUsage(prices, usage(over), 'standard')).toBeCloseTo(expected, 12);
  });

  test('is that of the processing tier, else of the standard one', () => {
    expect(costOfUsage(prices, usage({ freshInput: 1000 }), 'flex')).toBeCloseTo(0.0015, 12);
    expect(costOfUsage(prices, usage({ freshInput: 1000 }), 'priority')).toBeCloseTo(0.003, 12);
  });

  test('is nothing where fresh input costs nothing', () => {
    const free = [{ ...standard, input: 0, output: 0, cacheRead: null, cacheWrite: {} }];
    expect(
      costOfUsage(free, usage({ freshInput: 9, cacheRead: 9, cacheWrite: { '5m': 9 }, output: 9 }), 'standard'),
    ).toBe(0);
  });

  test('is unknown, never 0, when tokens have no price', () => {
    expect(costOfUsage([], usage(), 'standard')).toBeNull();
    const partly = [{ ...standard, cacheRead: null, output: null, cacheWrite: {} }];
    expect(costOfUsage(partly, usage({ freshInput: 1 }), 'standard')).toBeCloseTo(0.000003, 12);
    expect(costOfUsage(partly, usage({ cacheRead: 1 }), 'standard')).toBeCloseTo(0.000003, 12);
    for (const over of [{ output: 1 }, { cacheWrite: { '5m': 1 } }, { cacheWrite: { '12h': 1 } }])
      expect(costOfUsage(partly, usage(over), 'standard')).toBeNull();
  });
});
