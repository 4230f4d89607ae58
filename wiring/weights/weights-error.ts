/** Why weights cannot be had, kept or used, in words for the person who asked for them. */
export class WeightsError extends Error {
  override readonly name: string = 'WeightsError';
}

/** What was asked for can never be had: the command has to be another one. */
export class WrongUseError extends WeightsError {
  override readonly name = 'WrongUseError';
}
