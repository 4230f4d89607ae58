/** Why nothing was measured, in words for the person who asked for it. */
export class BenchRefusal extends Error {
  override readonly name = 'BenchRefusal';
}
