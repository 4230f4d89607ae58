import { expect, test } from '@jest/globals';
import { parsePriceKey } from '../../../scripts/import-models/price-key.ts';

test.each([
  ['input_cost_per_token', { bucket: 'in', ttlHours: null, minInput: 0, processing: 'standard' }],
  ['output_cost_per_token_flex', { bucket: 'out', ttlHours: null, minInput: 0, processing: 'flex' }],
  [
    'cache_read_input_token_cost_above_272k_tokens_ultrafast',
    { bucket: 'cacheRead', ttlHours: null, minInput: 272_001, processing: 'ultrafast' },
  ],
  [
    'cache_creation_input_token_cost_above_12hr_above_272k_tokens_batches',
    { bucket: 'cacheWrite', ttlHours: 12, minInput: 272_001, processing: 'batch' },
  ],
  [
    'cache_creation_input_token_cost_above_100k_tokens_above_1hr_priority',
    { bucket: 'cacheWrite', ttlHours: 1, minInput: 100_001, processing: 'priority' },
  ],
])('%s is taken apart', (field, key) => {
  expect(parsePriceKey(field)).toEqual(key);
});

test.each([
  'input_cost_per_audio_token',
  'output_cost_per_reasoning_token',
  'cache_read_input_audio_token_cost',
  'max_input_tokens',
  'output_cost_per_token_above_272k_tokens_decisions',
])('%s is no price of text tokens that Cato pays', (field) => {
  expect(parsePriceKey(field)).toBeNull();
});

test.each([
  'input_cost_per_token_moonshine',
  'input_cost_per_token_above_100m_tokens',
  'input_cost_per_token_above_1hr',
  'output_cost_per_token_above_100k_tokens_BATCHES',
])('%s stops the import instead of being lost', (field) => {
  expect(() => parsePriceKey(field)).toThrow(field);
});
