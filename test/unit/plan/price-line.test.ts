import { describe, expect, test } from '@jest/globals';
import { awsPrice, awsPrices } from '../../../config/aws-price.ts';
import { costOf, priceLine } from '../../../local/plan/price-line.ts';
import { readyHours } from '../../../local/plan/ready-hours.ts';

describe('a price in steps', () => {
  test('charges each part of a quantity at its own step', () => {
    const price = awsPrice('api-requests');
    expect(costOf(price, 333)).toBeCloseTo(1_165.5, 6);
    expect(costOf(price, 21_000)).toBeCloseTo(1_165.5 + 1_867.6 + 45_220 + 1_510, 6);
  });

  test('is unknown where a step that is reached is', () => {
    const price = {
      ...awsPrice('secrets'),
      tiers: [
        { upTo: 10, usd: 1 },
        { upTo: null, usd: null },
      ],
    };
    expect([costOf(price, 10), costOf(price, 11)]).toEqual([10, null]);
  });

  test('costs nothing for nothing, and has no price per unit then', () => {
    const line = priceLine({ component: 'compute', item: 'x', price: 'fargate-cpu', quantity: 0, how: 'none' });
    expect([line.usd, line.usdPerUnit]).toEqual([0, null]);
  });
});

describe('the rows of prices', () => {
  test('have an id of their own, a source, a day, and steps that rise', () => {
    expect(new Set(awsPrices.map(({ id }) => id)).size).toBe(awsPrices.length);
    for (const { id, source, asOf, tiers, region, confirmedBy } of awsPrices) {
      const bounds = tiers.map(({ upTo }) => upTo ?? Number.POSITIVE_INFINITY);
      expect({ id, source, asOf, region }).toEqual({
        id,
        source: expect.stringMatching(/^https:\/\/\S+$/),
        asOf: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
        region: 'us-east-1',
      });
      expect(confirmedBy ?? 'https://').toMatch(/^https:/);
      expect([...bounds].sort((one, other) => one - other)).toEqual(bounds);
      expect(bounds.at(-1)).toBe(Number.POSITIVE_INFINITY);
      for (const { usd } of tiers) expect(usd === null || usd > 0).toBe(true);
    }
  });
});

describe('the hours that functions are kept ready', () => {
  test.each([
    ['cron(0 6 ? * MON-FRI *)', 'cron(0 20 ? * MON-FRI *)', (14 * 5 * 730) / 168],
    ['cron(30 6 * * ? *)', 'cron(0 20 * * ? *)', (13.5 * 730) / 24],
    ['cron(0 20 ? * MON-FRI *)', 'cron(0 6 ? * MON-FRI *)', 730],
    ['cron(0 6 1 1 ? *)', 'cron(0 20 ? * MON-FRI *)', 730],
  ])('%s to %s', (from, until, hours) => {
    expect(readyHours({ from, until })).toBeCloseTo(hours, 6);
  });
});
