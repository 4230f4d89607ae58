import type { Vector } from '../../core/ports/embedding-model.ts';
import { asObject } from '../../protocols/bedrock-converse/shape.ts';
import type { EmbeddingFamily } from './embedding-family.ts';
import { readEmbeddingVector } from './read-embedding-vector.ts';

/** Cohere Embed 3. Its body names no tokens; the head of the answer does. */
export const cohereEmbeddingV3: EmbeddingFamily = {
  maxInputs: 96,
  dimensions: [1024],
  usualInputType: 'search_document',
  encodeBody: (texts, { inputType }) => ({
    texts,
    input_type: inputType,
    embedding_types: ['float'],
    // A text that is too long is refused: half of it would have another meaning.
    truncate: 'NONE',
  }),
  decodeBody(body) {
    const { embeddings } = asObject(body) ?? {};
    // A plain list where no types were asked for.
    const list = Array.isArray(embeddings) ? embeddings : asObject(embeddings)?.float;
    const vectors = Array.isArray(list) ? list.map(readEmbeddingVector) : [];
    const isWhole = vectors.length > 0 && vectors.every((vector): vector is Vector => vector !== null);
    return isWhole ? { vectors, tokens: null } : null;
  },
};

/** Cohere Embed 4. */
export const cohereEmbeddingV4: EmbeddingFamily = {
  ...cohereEmbeddingV3,
  dimensions: [1536, 1024, 512, 256],
  encodeBody: (texts, asked) => ({
    ...cohereEmbeddingV3.encodeBody(texts, asked),
    ...(asked.dimensions === null ? {} : { output_dimension: asked.dimensions }),
  }),
};
