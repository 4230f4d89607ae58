import type { Vector } from '../../core/ports/embedding-model.ts';

/** Lists of finite numbers, all of one length; `null` when one is something else, or empty. */
export function readVectors(values: readonly unknown[]): readonly Vector[] | null {
  const isWhole = values.length > 0 && values.every(isVector);
  return isWhole && values.every(({ length }) => length === values[0]?.length) ? values : null;
}

function isVector(value: unknown): value is Vector {
  return Array.isArray(value) && value.length > 0 && value.every((number) => Number.isFinite(number));
}
