import type { SourceRow } from '../../../scripts/import-models/source-row.ts';

/** Hand-made rows in the shape of LiteLLM's price map: the field names are its, the models and figures are not. */
export const cliffRow: SourceRow = {
  litellm_provider: 'anthropic',
  mode: 'chat',
  max_input_tokens: 1_000_000,
  max_output_tokens: 128_000,
  input_cost_per_token: 1e-7,
  output_cost_per_token: 5e-7,
  cache_read_input_token_cost: 1e-8,
  cache_creation_input_token_cost: 1.25e-7,
  cache_creation_input_token_cost_above_1hr: 2e-7,
  input_cost_per_token_above_100k_tokens: 5e-7,
  output_cost_per_token_above_100k_tokens: 2.5e-6,
  cache_read_input_token_cost_above_100k_tokens: 5e-8,
  cache_creation_input_token_cost_above_100k_tokens: 6.25e-7,
  cache_creation_input_token_cost_above_1hr_above_100k_tokens: 1e-6,
  input_cost_per_token_batches: 5e-8,
  output_cost_per_token_batches: 2.5e-7,
  source: 'https://example.com/prices',
};

export const plainRow: SourceRow = {
  litellm_provider: 'openai',
  mode: 'chat',
  max_input_tokens: 272_000,
  max_output_tokens: 128_000,
  input_cost_per_token: 1.25e-6,
  output_cost_per_token: 1e-5,
};
