import type { Vector } from '../../core/ports/embedding-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** One of Google's ways of asking for vectors. */
export interface EmbeddingWire {
  /** Most texts of one call. */
  readonly maxInputs: number;
  /** What follows the model in the address. */
  readonly method: string;
  /** Whether it is told what the vectors are for; else that is written into the text. */
  readonly takesTaskType: boolean;
  /** @param texts no more than `maxInputs`. */
  encodeBody(texts: readonly string[], asked: AskedVectors): JsonObject;
  /** @returns `null` when the body is no answer. @throws GatewayError `context-too-long` where a text was cut. */
  decodeBody(body: unknown): { readonly vectors: readonly Vector[]; readonly tokens: number | null } | null;
}

export interface AskedVectors {
  /** The model as bodies name it, `models/…`. */
  readonly model: string;
  /** `null` = as long as the model makes them. */
  readonly dimensions: number | null;
  /** Google's name of what they are for; `null` = not said. */
  readonly taskType: string | null;
}
