/** Answers turns while their clients do something else. */
export interface BackgroundAnswers {
  /** How long one answer may take, milliseconds. */
  readonly runsForMs: number;
  /**
   * Begins to answer a turn that is stored with its request and waits for nobody: its events and its end go to the
   * session store. Resolves as soon as it is certain that the work will be done.
   * @throws GatewayError `busy` when it cannot be begun.
   */
  start(scope: string, turnId: string): Promise<void>;
  /** Ends the work on a turn that was ended or deleted. Nothing happens where none is done. */
  cancel(scope: string, turnId: string): Promise<void>;
}
