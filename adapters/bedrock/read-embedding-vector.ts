import type { Vector } from '../../core/ports/embedding-model.ts';

/** A list of numbers; `null` when it is something else, or empty. */
export function readEmbeddingVector(value: unknown): Vector | null {
  return isVector(value) ? value : null;
}

function isVector(value: unknown): value is Vector {
  return Array.isArray(value) && value.length > 0 && value.every((number) => typeof number === 'number');
}
