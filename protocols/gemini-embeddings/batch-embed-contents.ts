import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { EmbeddingWire } from './embedding-wire.ts';
import { readVectors } from './read-vectors.ts';
import { tokensIn } from './tokens-in.ts';

/** The Gemini API: many texts, each a request of its own that names the model again. */
export const batchEmbedContents: EmbeddingWire = {
  maxInputs: 100,
  method: 'batchEmbedContents',
  takesTaskType: true,
  encodeBody: (texts, { model, dimensions, taskType }) => ({
    requests: texts.map((text) => ({
      model,
      content: { parts: [{ text }] },
      ...(taskType !== null && { taskType }),
      ...(dimensions !== null && { outputDimensionality: dimensions }),
    })),
  }),
  decodeBody(body) {
    if (!isJsonObject(body) || !Array.isArray(body.embeddings)) return null;
    const entries: readonly unknown[] = body.embeddings;
    const vectors = readVectors(entries.map((entry) => (isJsonObject(entry) ? entry.values : null)));
    return vectors === null ? null : { vectors, tokens: tokensIn(body.usageMetadata) };
  },
};
