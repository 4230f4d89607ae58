/**
 * The mean of a text's tokens' vectors, made as long as 1.
 * @param states the vectors, one after the other.
 */
export function meanVector(states: Float32Array, tokens: number): Float32Array {
  const size = states.length / tokens;
  const sums = new Float64Array(size);
  for (const [at, value] of states.entries()) sums[at % size] = (sums[at % size] ?? 0) + value;
  // What the sums would be divided by for the mean falls out here.
  const length = Math.hypot(...sums);
  return Float32Array.from(sums, (sum) => (length === 0 ? 0 : sum / length));
}
