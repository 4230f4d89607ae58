import type { Usage } from '../../core/conversation/usage.ts';
import { totalInput } from '../../core/conversation/usage.ts';
import { toFloat32Base64 } from '../../core/embeddings/float32-base64.ts';
import type { EmbeddingAnswerContext } from '../../core/ports/embedding-codec.ts';
import type { Vector } from '../../core/ports/embedding-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** The body of an answer, the vectors written as the client wants them. */
export function encodeAnswer(vectors: readonly Vector[], { request, model, usage }: EmbeddingAnswerContext): string {
  return JSON.stringify({
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: request.encoding === 'base64' ? toFloat32Base64(vector) : vector,
    })),
    model,
    ...(usage === null ? {} : { usage: encodeUsage(usage) }),
  });
}

function encodeUsage(usage: Usage): JsonObject {
  const tokens = totalInput(usage);
  return { prompt_tokens: tokens, total_tokens: tokens };
}
