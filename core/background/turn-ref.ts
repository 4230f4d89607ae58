/** The turn that is worked on. */
export interface TurnRef {
  /** Whose it is: the principal's id, or `anonymous`. */
  readonly scope: string;
  readonly turnId: string;
}
