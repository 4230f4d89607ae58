/** A definition that is wrong, or that needs what the interpreter does not have. It is not loaded. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  /** Where in the definition: `States.Attempt.Retry[0].ErrorEquals`. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path || 'the definition'}: ${problem}`);
    this.path = path;
  }
}
