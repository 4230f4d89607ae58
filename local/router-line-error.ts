/** What is wrong with a line of `cato eval router`. The message says where, what was expected, and shows a good line. */
export class RouterLineError extends Error {
  override readonly name = 'RouterLineError';
  /** `prompt[1].content`; `null` = the line itself. */
  readonly field: string | null;
  readonly fault: string;

  constructor(field: string | null, fault: string, example: string | null = null) {
    const where = field === null ? '' : `\`${field}\`: `;
    super(`${where}${fault}.${example === null ? '' : ` Example: ${example}`}`);
    this.field = field;
    this.fault = fault;
  }
}
