/** One thing that is wrong, or at least odd, in a configuration. Holds no secret. */
export interface ConfigProblem {
  /** An `error` keeps the configuration from being used. */
  readonly level: 'error' | 'warning';
  /** Where in the document: `routes.fast.targets[1]`; empty for the document itself. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}
