import { expect, test } from '@jest/globals';
import { placeRow } from '../../../scripts/import-models/place-row.ts';
import type { SourceRow } from '../../../scripts/import-models/source-row.ts';

const asOf = '2026-11-21';

function chat(provider: string, more: SourceRow = {}): SourceRow {
  return { litellm_provider: provider, mode: 'chat', ...more };
}

test.each([
  ['gpt-9', 'openai', { provider: 'openai', id: 'gpt-9' }],
  ['anthropic/claude-9', 'anthropic', { provider: 'anthropic', id: 'claude-9' }],
  ['us.anthropic.claude-9', 'bedrock_converse', { provider: 'bedrock', id: 'us.anthropic.claude-9' }],
  ['bedrock/us.vendor.m-v1:0', 'bedrock', { provider: 'bedrock', id: 'us.vendor.m-v1:0' }],
  ['us-gov.vendor.m', 'bedrock_converse', { provider: 'bedrock', id: 'us-gov.vendor.m' }],
  ['bedrock/us-gov-west-1/vendor.m', 'bedrock', { provider: 'bedrock', id: 'vendor.m', region: 'us-gov-west-1' }],
  ['gemini/gemini-9', 'gemini', { provider: 'gemini', id: 'gemini-9' }],
  ['vertex_ai/gemini-9', 'vertex_ai-language-models', { provider: 'vertexai', id: 'gemini-9' }],
  ['vertex_ai/claude-9@default', 'vertex_ai-anthropic_models', { provider: 'vertexai', id: 'claude-9@default' }],
])('%s is found under the id it is called with', (key, provider, place) => {
  expect(placeRow(key, chat(provider), asOf)).toEqual(place);
});

test.each([
  ['ft:gpt-9', chat('openai')],
  ['gpt-9-audio-preview', chat('openai')],
  ['gpt-9-tts', chat('openai')],
  ['text-embedding-9', { litellm_provider: 'openai', mode: 'embedding' }],
  ['gpt-9', chat('azure')],
  ['bedrock/us-east-1/1-month-commitment/vendor.m', chat('bedrock')],
  ['bedrock/*/1-month-commitment/vendor.m', chat('bedrock')],
  ['bedrock/claude_platform/claude-9', chat('bedrock')],
  ['vendor.m@20260101', chat('bedrock_converse')],
  ['claude-9-v1:0', chat('bedrock')],
  ['vertex_ai/meta/llama-9', chat('vertex_ai-llama_models')],
  ['retired', chat('openai', { deprecation_date: '2026-11-20' })],
])('%s is left out', (key, row) => {
  expect(placeRow(key, row, asOf)).toBeNull();
});

test('a model that retires on or after the day is kept', () => {
  expect(placeRow('gpt-9', chat('openai', { deprecation_date: asOf }), asOf)).not.toBeNull();
  expect(placeRow('gpt-9', { litellm_provider: 'openai', mode: 'responses' }, asOf)).not.toBeNull();
});
