/**
 * Linear regression that learns one example at a time: recursive least squares with a prior of "everything is 0".
 * Its state is one square matrix, however much is learnt.
 */
export class RecursiveRegression {
  readonly #size: number;
  /** The inverse of what was seen: large where little is known. */
  readonly #spread: Float64Array;
  readonly #slopes: Float64Array;

  /** @param caution how many examples it takes to outweigh the prior. */
  constructor(size: number, caution: number) {
    this.#size = size;
    this.#slopes = new Float64Array(size);
    this.#spread = new Float64Array(size * size);
    for (let at = 0; at < size; at += 1) this.#spread[at * size + at] = 1 / caution;
  }

  predict(values: Float64Array): number {
    return dot(this.#slopes, values, 0);
  }

  /** How little is known of such an example, as a standard deviation in units of the noise. */
  uncertainty(values: Float64Array): number {
    return Math.sqrt(Math.max(0, dot(this.#reach(values), values, 0)));
  }

  learn(values: Float64Array, result: number): void {
    const surprise = result - this.predict(values);
    const reach = this.#reach(values);
    const known = 1 + dot(reach, values, 0);
    for (let row = 0; row < this.#size; row += 1) {
      const share = (reach[row] ?? 0) / known;
      this.#slopes[row] = (this.#slopes[row] ?? 0) + share * surprise;
      for (let column = 0; column < this.#size; column += 1) {
        const at = row * this.#size + column;
        this.#spread[at] = (this.#spread[at] ?? 0) - share * (reach[column] ?? 0);
      }
    }
  }

  #reach(values: Float64Array): Float64Array {
    const reach = new Float64Array(this.#size);
    for (let row = 0; row < this.#size; row += 1) reach[row] = dot(this.#spread, values, row * this.#size);
    return reach;
  }
}

/** @param from where in `a` the first of its values stands. */
function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let at = 0; at < b.length; at += 1) sum += (a[from + at] ?? 0) * (b[at] ?? 0);
  return sum;
}
