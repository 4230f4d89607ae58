/** What a state failed with, by the names that `Retry` and `Catch` know. */
export class WorkflowFailure extends Error {
  override readonly name = 'WorkflowFailure';
  /** `States.…`, or the name of the error that a task threw. */
  readonly errorName: string;

  /** @param reason what `$states.errorOutput.Cause` says. */
  constructor(errorName: string, reason: string) {
    super(reason);
    this.errorName = errorName;
  }
}

export function queryError(path: string, problem: string): WorkflowFailure {
  return new WorkflowFailure('States.QueryEvaluationError', `${path}: ${problem}`);
}

/** Whether a retrier or catcher is meant. Nothing catches `States.Runtime`, and no wildcard `States.DataLimitExceeded`. */
export function matchesError(errorEquals: readonly string[], errorName: string): boolean {
  if (errorName === 'States.Runtime') return false;
  if (errorEquals.includes(errorName)) return true;
  if (errorName === 'States.DataLimitExceeded') return false;
  if (errorEquals.includes('States.ALL')) return true;
  return errorEquals.includes('States.TaskFailed') && errorName !== 'States.Timeout';
}
