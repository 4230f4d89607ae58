import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { cutText } from './cut-text.ts';
import type { EmbeddingWire } from './embedding-wire.ts';
import { readVectors } from './read-vectors.ts';
import { tokensIn } from './tokens-in.ts';

/** Gemini Embedding 2 on Vertex AI: one text a call. */
export const embedContent: EmbeddingWire = {
  maxInputs: 1,
  method: 'embedContent',
  takesTaskType: false,
  encodeBody: ([text], { dimensions }) => ({
    content: { parts: [{ text }] },
    ...(dimensions !== null && { embedContentConfig: { outputDimensionality: dimensions } }),
  }),
  decodeBody(body) {
    if (!isJsonObject(body) || !isJsonObject(body.embedding)) return null;
    const vectors = readVectors([body.embedding.values]);
    if (vectors !== null && body.truncated === true) throw cutText();
    return vectors === null ? null : { vectors, tokens: tokensIn(body.usageMetadata) };
  },
};
