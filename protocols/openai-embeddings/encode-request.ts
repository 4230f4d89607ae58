import type { EmbeddingRequest } from '../../core/ports/embedding-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** The body for a provider that speaks this format. Vectors are asked for as numbers, which every one of them can. */
export function encodeRequest(request: EmbeddingRequest, model: string): JsonObject {
  const { inputs, dimensions, inputType, user } = request;
  return {
    model,
    input: inputs,
    encoding_format: 'float',
    ...(dimensions === null ? {} : { dimensions }),
    ...(inputType === null ? {} : { input_type: inputType }),
    ...(user === null ? {} : { user }),
  };
}
