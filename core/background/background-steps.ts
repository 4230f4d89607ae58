import type { Decision } from '../resilience/outcome.ts';
import type { EndedStatus } from './background-store.ts';
import type { ErrorRecord } from './error-record.ts';
import type { JournalRecord } from './journal-record.ts';
import type { OutcomeRecord } from './outcome-record.ts';
import type { PlanRecord } from './plan-record.ts';
import type { TurnRef } from './turn-ref.ts';

/**
 * The tasks of the workflow `background-answer`, by the names of its resources. Inputs and results are small JSON;
 * what was asked and answered stays in the session store. Each may be called again with the same input.
 */
export interface BackgroundSteps {
  /** Finds out where the turn's request may go. */
  prepare(input: TurnRef, signal: AbortSignal): Promise<PrepareResult>;
  /** One attempt: its events go to the session store in pages while they come. */
  attempt(input: AttemptInput, signal: AbortSignal): Promise<AttemptResult>;
  /** What follows from the attempts so far. */
  decideNext(input: DecideInput, signal: AbortSignal): Promise<DecideResult>;
  /** Makes the answer from the stored events and ends the turn. */
  finish(input: FinishInput, signal: AbortSignal): Promise<EndResult>;
  /** Ends the turn with an error. */
  fail(input: FailInput, signal: AbortSignal): Promise<EndResult>;
}

export interface PrepareResult {
  /** `null` when the request can go nowhere; the decision says why. */
  readonly plan: PlanRecord | null;
  readonly progress: Progress;
  readonly decision: DecisionRecord;
}

/** What the attempts so far have come to. */
export interface Progress {
  readonly outcomes: readonly OutcomeRecord[];
  /** How many events were stored by attempts whose end is known. */
  readonly nextSequence: number;
  /** `null` before the first attempt. */
  readonly journal: JournalRecord | null;
  /** Why nothing more can be tried, where no outcome says so. */
  readonly failure: ErrorRecord | null;
}

export type DecisionRecord =
  | Exclude<Decision, { readonly do: 'fail' }>
  | { readonly do: 'fail'; readonly error: ErrorRecord }
  /** The turn was ended by somebody else: cancelled, or deleted. */
  | { readonly do: 'stop' };

export interface DecideInput extends TurnRef {
  readonly plan: PlanRecord;
  readonly progress: Progress;
}

export interface AttemptInput extends DecideInput {
  /** What led here: says which target an attempt was lost at, when it has left events and no outcome. */
  readonly decision: DecisionRecord;
}

export interface AttemptResult {
  readonly progress: Progress;
}

export interface DecideResult {
  readonly decision: DecisionRecord;
}

export interface FinishInput extends TurnRef {
  readonly progress: Progress;
}

export interface FailInput extends TurnRef {
  /** `null` when not even a plan was made. */
  readonly progress: Progress | null;
  readonly failure: ErrorRecord;
}

/** How the turn has ended, by this step or before; `stopped` = it is unknown by now. */
export interface EndResult {
  readonly status: EndedStatus | 'in_progress' | 'stopped';
}
