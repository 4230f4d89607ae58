import type { Template } from './template.ts';

/** A state machine, checked and compiled: what is here can be run. */
export interface Machine extends Flow {
  /** For the whole run; `null` = as long as it takes. */
  readonly timeoutSeconds: number | null;
}

/** States that lead to each other: a machine, a branch, or what is done with each item. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;

/** What is evaluated as a state, a choice or a catcher is left: both see the variables as they were before. */
export interface Leaving {
  readonly assign: ReadonlyMap<string, Template>;
  /** `null` = what the state says of itself: its result, its input, or the error. */
  readonly output: Template | null;
  /** `null` = the flow ends here. */
  readonly next: string | null;
}

/** States that do something which may fail. */
interface Attempted extends Leaving {
  /** `null` = the state's input. */
  readonly arguments: Template | null;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

export interface PassState extends Leaving {
  readonly type: 'Pass';
}

export interface TaskState extends Attempted {
  readonly type: 'Task';
  readonly resource: string;
  readonly timeoutSeconds: Template | null;
}

export interface ChoiceState {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceRule[];
  readonly default: string | null;
}

export interface ChoiceRule extends Leaving {
  readonly condition: Template;
}

export interface WaitState extends Leaving {
  readonly type: 'Wait';
  readonly until: { readonly seconds: Template } | { readonly timestamp: Template };
}

export interface ParallelState extends Attempted {
  readonly type: 'Parallel';
  readonly branches: readonly Flow[];
}

export interface MapState extends Attempted {
  readonly type: 'Map';
  readonly arguments: null;
  readonly items: Template | null;
  readonly itemSelector: Template | null;
  readonly processor: Flow;
  readonly maxConcurrency: number;
}

export interface SucceedState {
  readonly type: 'Succeed';
  readonly output: Template | null;
}

export interface FailState {
  readonly type: 'Fail';
  readonly error: Template | null;
  readonly cause: Template | null;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  /** `null` = no bound. */
  readonly maxDelaySeconds: number | null;
  /** `FULL`: anything between nothing and the computed delay. */
  readonly jitterStrategy: 'FULL' | 'NONE';
}

export interface Catcher extends Leaving {
  readonly errorEquals: readonly string[];
}
