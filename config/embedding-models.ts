import type { ModelRow } from './model-row.ts';

const asOf = '2026-11-21';
const openai = 'https://developers.openai.com/api/docs/models';
const gemini = 'https://ai.google.dev/gemini-api/docs/pricing';
const vertex = 'https://cloud.google.com/vertex-ai/generative-ai/pricing';
const bedrock = 'https://aws.amazon.com/bedrock/pricing/';

/** What is known of models that turn texts into vectors. `window` is for each text, not for a request. */
export const embeddingModelRows: readonly ModelRow[] = [
  row('openai', 'text-embedding-3-small', 8192, 0.02, openai),
  row('openai', 'text-embedding-3-large', 8192, 0.13, openai),
  row('openai', 'text-embedding-ada-002', 8192, 0.1, openai),
  row('bedrock', 'amazon.titan-embed-text-v2:0', 8192, 0.02, bedrock),
  row('bedrock', 'amazon.titan-embed-text-v1', 8192, 0.1, bedrock),
  row('bedrock', 'cohere.embed-english-v3', 512, 0.1, bedrock),
  row('bedrock', 'cohere.embed-multilingual-v3', 512, 0.1, bedrock),
  // The profiles cost what the model does: without rows of their own they would be taken for dearer.
  ...['', 'global.', 'us.', 'eu.'].map((profile) =>
    row('bedrock', `${profile}cohere.embed-v4:0`, 128_000, 0.12, bedrock),
  ),
  row('gemini', 'gemini-embedding-001', 2048, 0.15, gemini),
  row('gemini', 'gemini-embedding-2', 8192, 0.2, gemini),
  row('vertexai', 'gemini-embedding-001', 2048, 0.15, vertex),
  row('vertexai', 'gemini-embedding-2', 8192, 0.2, vertex),
  // Priced by characters, not by tokens.
  row('vertexai', 'text-embedding-005', 2048, null, vertex),
  row('vertexai', 'text-multilingual-embedding-002', 2048, null, vertex),
];

function row(provider: string, id: string, window: number, dollars: number | null, source: string): ModelRow {
  const price = { minInput: 0, processing: 'standard', in: dollars, out: null, cacheRead: null, cacheWrite: {} };
  return {
    id,
    provider,
    window,
    maxOutput: null,
    prices: dollars === null ? [] : [price],
    capabilities: { embeddings: true },
    retires: null,
    source,
    asOf,
  };
}
