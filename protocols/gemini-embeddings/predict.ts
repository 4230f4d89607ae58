import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { cutText } from './cut-text.ts';
import type { EmbeddingWire } from './embedding-wire.ts';
import { readVectors } from './read-vectors.ts';

/** Vertex AI's text embeddings. A call may have 20,000 tokens in all, and each text 2,048: nine always fit. */
export const predict: EmbeddingWire = {
  maxInputs: 9,
  method: 'predict',
  takesTaskType: true,
  encodeBody: (texts, { dimensions, taskType }) => ({
    instances: texts.map((content) => ({ content, ...(taskType !== null && { task_type: taskType }) })),
    // A text that is too long is refused: half of it would have another meaning.
    parameters: { autoTruncate: false, ...(dimensions !== null && { outputDimensionality: dimensions }) },
  }),
  decodeBody(body) {
    if (!isJsonObject(body) || !Array.isArray(body.predictions)) return null;
    const predictions: readonly unknown[] = body.predictions;
    const embeddings = predictions.map((one) =>
      isJsonObject(one) && isJsonObject(one.embeddings) ? one.embeddings : {},
    );
    const vectors = readVectors(embeddings.map(({ values }) => values));
    if (vectors === null) return null;
    const statistics = embeddings.map((one) => (isJsonObject(one.statistics) ? one.statistics : {}));
    if (statistics.some(({ truncated }) => truncated === true)) throw cutText();
    let tokens: number | null = 0;
    for (const { token_count: count } of statistics) {
      tokens = tokens === null || typeof count !== 'number' ? null : tokens + count;
    }
    return { vectors, tokens };
  },
};

/** The first Gemini Embedding model takes one text a call. */
export const predictOne: EmbeddingWire = { ...predict, maxInputs: 1 };
