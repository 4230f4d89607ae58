import { describe, expect, test } from '@jest/globals';
import { batchPrices, batchPricing } from '../../../core/metering/batch-prices.ts';
import { costOfUsage } from '../../../core/metering/cost-of-usage.ts';
import type { ModelPrice } from '../../../core/routing/model-facts.ts';

const standard: ModelPrice = {
  minInputTokens: 0,
  ...{ processing: 'standard', input: 4, output: 20, cacheRead: 0.4, cacheWrite: { '5m': 5, '1h': 8 } },
};
const long: ModelPrice = { ...standard, minInputTokens: 1001, input: 8, output: 40, cacheRead: null, cacheWrite: {} };
const flex: ModelPrice = { ...standard, processing: 'flex', input: 1 };

describe('prices of batches', () => {
  test('are half of the usual ones where none are known', () => {
    expect(batchPricing([standard, flex])).toBe('half');
    expect(batchPrices([standard, long, flex])).toEqual([
      {
        minInputTokens: 0,
        processing: 'batch',
        input: 2,
        output: 10,
        cacheRead: 0.2,
        cacheWrite: { '5m': 2.5, '1h': 4 },
      },
      { minInputTokens: 1001, processing: 'batch', input: 4, output: 20, cacheRead: null, cacheWrite: {} },
    ]);
  });

  test('are the known ones, and half the usual one for what they do not say', () => {
    const known = {
      ...standard,
      processing: 'batch',
      input: 3,
      output: null,
      cacheRead: null,
      cacheWrite: { '5m': 3 },
    };
    expect(batchPricing([standard, known])).toBe('known');
    expect(batchPrices([standard, known])).toEqual([
      {
        minInputTokens: 0,
        processing: 'batch',
        input: 3,
        output: 10,
        cacheRead: 0.2,
        cacheWrite: { '5m': 3, '1h': 4 },
      },
    ]);
    // A long prompt costs more in a batch as well.
    expect(batchPrices([standard, long, known])[1]).toMatchObject({ minInputTokens: 1001, input: 4 });
    expect(batchPrices([{ ...known, output: 7 }])).toEqual([{ ...known, output: 7 }]);
  });

  test('of a model without any are unknown, never nought', () => {
    expect(batchPrices([])).toEqual([]);
    const usage = { freshInput: 1, cacheRead: 0, cacheWrite: {}, output: 1, reasoning: null };
    expect(costOfUsage(batchPrices([]), usage, 'batch')).toBeNull();
    expect(costOfUsage(batchPrices([standard]), usage, 'batch')).toBeCloseTo(12e-6, 12);
  });
});
