import { asObject } from '../../protocols/bedrock-converse/shape.ts';
import type { EmbeddingFamily } from './embedding-family.ts';
import { readEmbeddingVector } from './read-embedding-vector.ts';

/** Amazon Titan Text Embeddings V2: one text a call. */
export const titanEmbeddingV2: EmbeddingFamily = {
  maxInputs: 1,
  dimensions: [1024, 512, 256],
  usualInputType: null,
  encodeBody: ([inputText], { dimensions }) => ({ inputText, ...(dimensions === null ? {} : { dimensions }) }),
  decodeBody(body) {
    const answer = asObject(body);
    const vector = readEmbeddingVector(answer?.embedding);
    const tokens = answer?.inputTextTokenCount;
    return vector === null ? null : { vectors: [vector], tokens: typeof tokens === 'number' ? tokens : null };
  },
};

/** Titan Embeddings G1 - Text has nothing to set. */
export const titanEmbeddingV1: EmbeddingFamily = {
  ...titanEmbeddingV2,
  dimensions: [1536],
  encodeBody: ([inputText]) => ({ inputText }),
};
