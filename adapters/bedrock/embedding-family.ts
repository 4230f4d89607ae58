import type { EmbeddingRequest, Vector } from '../../core/ports/embedding-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** How the embedding models of one family are asked through InvokeModel, which has no format of its own. */
export interface EmbeddingFamily {
  /** Most inputs of one call. */
  readonly maxInputs: number;
  /** Lengths its vectors can have, the usual first. */
  readonly dimensions: readonly number[];
  /** What it is told where the client does not say what its vectors are for; `null` = it is never told. */
  readonly usualInputType: string | null;
  /** @param texts no more than `maxInputs`. @param dimensions `null` = the usual. */
  encodeBody(texts: readonly string[], asked: AskedOfFamily): JsonObject;
  /** @returns `null` when the body is no answer of this family. */
  decodeBody(body: unknown): { readonly vectors: readonly Vector[]; readonly tokens: number | null } | null;
}

export interface AskedOfFamily extends Pick<EmbeddingRequest, 'dimensions'> {
  readonly inputType: string | null;
}
