import type { Forest } from './tier-weights.ts';

const nodeBytes = 6;
/** Stands in the place of a feature at the end of a branch. */
export const leafMark = 255;

/**
 * The mean of the trees' expected gains.
 * @param contributions receives, per value, what branching on it added; they and the trees' mean at their roots add up to the gain.
 */
export function forestGain(
  { cuts, roots, nodes, unit }: Forest,
  values: Float64Array,
  contributions?: Float64Array,
): number {
  const share = unit / roots.length;
  let total = 0;
  for (const root of roots) {
    let at = root * nodeBytes;
    let gain = nodes.getInt16(at + 4, true);
    for (let feature = nodes.getUint8(at); feature !== leafMark; feature = nodes.getUint8(at)) {
      const isLeft = (values[feature] ?? 0) <= (cuts[feature]?.[nodes.getUint8(at + 1)] ?? 0);
      at += isLeft ? nodeBytes : nodes.getUint16(at + 2, true) * nodeBytes;
      const next = nodes.getInt16(at + 4, true);
      if (contributions) contributions[feature] = (contributions[feature] ?? 0) + (next - gain) * share;
      gain = next;
    }
    total += gain;
  }
  return total * share;
}
