import { expect, test } from '@jest/globals';
import { normalisePrices } from '../../../scripts/import-models/normalise-prices.ts';
import { perMillion } from '../../../scripts/import-models/per-million.ts';
import { cliffRow, plainRow } from './source-rows.ts';

test('prices per token become rounded prices per million', () => {
  expect([1.25e-6, 1.1e-7, 2.75e-7, 3.125e-7, 7e-8].map(perMillion)).toEqual([1.25, 0.11, 0.275, 0.3125, 0.07]);
});

test('a cliff is a row of its own that starts one token behind it', () => {
  const { prices } = normalisePrices(cliffRow, '5m');
  expect(prices.filter(({ processing }) => processing === 'standard')).toEqual([
    { minInput: 0, processing: 'standard', in: 0.1, out: 0.5, cacheRead: 0.01, cacheWrite: { '5m': 0.125, '1h': 0.2 } },
    {
      minInput: 100_001,
      processing: 'standard',
      in: 0.5,
      out: 2.5,
      cacheRead: 0.05,
      cacheWrite: { '5m': 0.625, '1h': 1 },
    },
  ]);
});

test('a processing that says nothing of the cliff has no known price behind it', () => {
  const { prices } = normalisePrices(cliffRow, '5m');
  expect(prices.filter(({ processing }) => processing === 'batch')).toEqual([
    { minInput: 0, processing: 'batch', in: 0.05, out: 0.25, cacheRead: null, cacheWrite: {} },
    { minInput: 100_001, processing: 'batch', in: null, out: null, cacheRead: null, cacheWrite: {} },
  ]);
});

test('a cache write without a time to live has the default one, and the shortest comes first', () => {
  const { prices } = normalisePrices(
    {
      ...plainRow,
      cache_creation_input_token_cost_above_12hr: 2.5e-6,
      cache_creation_input_token_cost: 1.5e-6,
    },
    '30m',
  );
  expect(Object.entries(prices[0]?.cacheWrite ?? {})).toEqual([
    ['30m', 1.5],
    ['12h', 2.5],
  ]);
});

test('a price of 0 is unknown and is reported', () => {
  const { prices, zeros } = normalisePrices({ ...plainRow, output_cost_per_token: 0 }, '5m');
  expect(prices).toEqual([
    { minInput: 0, processing: 'standard', in: 1.25, out: null, cacheRead: null, cacheWrite: {} },
  ]);
  expect(zeros).toEqual(['output_cost_per_token']);
});

test('a model whose prices are all 0 has no prices, cliffs included', () => {
  const free = { input_cost_per_token: 0, output_cost_per_token: 0, input_cost_per_token_above_128k_tokens: 0 };
  expect(normalisePrices(free, '5m').prices).toEqual([]);
});

test('fast mode multiplies every standard price', () => {
  const { prices } = normalisePrices({ ...cliffRow, provider_specific_entry: { us: 1.1, fast: 2 } }, '5m');
  expect(prices.filter(({ processing }) => processing === 'fast')).toEqual([
    { minInput: 0, processing: 'fast', in: 0.2, out: 1, cacheRead: 0.02, cacheWrite: { '5m': 0.25, '1h': 0.4 } },
    { minInput: 100_001, processing: 'fast', in: 1, out: 5, cacheRead: 0.1, cacheWrite: { '5m': 1.25, '1h': 2 } },
  ]);
});

test('reasoning at another price than output has no place in a row', () => {
  expect(() => normalisePrices({ ...plainRow, output_cost_per_reasoning_token: 3e-5 }, '5m')).toThrow('reasoning');
  expect(() => normalisePrices({ ...plainRow, output_cost_per_reasoning_token: 1e-5 }, '5m')).not.toThrow();
});
