/** Why weights cannot be had, kept or used, in words for the person who asked for them. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}
