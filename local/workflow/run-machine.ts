import type { Clock } from '../../core/ports/clock.ts';
import type { TaskFunction } from './call-task.ts';
import { FlowRunner } from './flow-runner.ts';
import type { JsonValue } from './json-value.ts';
import type { Machine } from './machine.ts';
import { toPayload } from './payload.ts';
import { type HistoryEvent, RunHistory } from './run-history.ts';
import { Variables } from './variables.ts';
import { waitUntil } from './wait-until.ts';
import { WorkflowFailure } from './workflow-failure.ts';

export interface RunOptions {
  /** The machine's name and the run's, as `$states.context` tells them. */
  readonly machineName: string;
  readonly runName: string;
  readonly input: JsonValue;
  /** By the resources that the machine was loaded with. */
  readonly tasks: Readonly<Record<string, TaskFunction>>;
  readonly clock: Clock;
  /** In [0, 1); spreads retries. */
  readonly random: () => number;
  /** Ends the run at once, wherever it is: in a wait, or in a task, whose own signal aborts. */
  readonly signal: AbortSignal;
}

export type RunResult = {
  /** The latest events of the run. */
  readonly history: readonly HistoryEvent[];
} & (
  | { readonly status: 'succeeded'; readonly output: JsonValue }
  | { readonly status: 'failed' | 'timed-out'; readonly error: string; readonly cause: string }
  | { readonly status: 'aborted' }
);

/** Runs a machine to its end. Never rejects. */
export async function runMachine(machine: Machine, options: RunOptions): Promise<RunResult> {
  const { clock } = options;
  const history = new RunHistory();
  const timeUp = new AbortController();
  const isOver = new AbortController();
  const signal = AbortSignal.any([options.signal, timeUp.signal]);
  const startedAt = clock.now();
  const { timeoutSeconds } = machine;
  if (timeoutSeconds !== null) {
    waitUntil(clock, startedAt + timeoutSeconds * 1000, isOver.signal).then(
      () => timeUp.abort(new WorkflowFailure('States.Timeout', `The run took longer than ${timeoutSeconds} s.`)),
      () => {},
    );
  }
  try {
    const runner = new FlowRunner(options, history, startedAt);
    const input = toPayload(options.input, 'The input');
    const output = await runner.run(machine, input, new Variables(), signal);
    return { status: 'succeeded', output, history: history.events() };
  } catch (thrown) {
    const told = { history: history.events() };
    if (options.signal.aborted && !timeUp.signal.aborted) return { status: 'aborted', ...told };
    const { errorName, message } =
      thrown instanceof WorkflowFailure ? thrown : new WorkflowFailure('States.Runtime', String(thrown));
    return { status: timeUp.signal.aborted ? 'timed-out' : 'failed', error: errorName, cause: message, ...told };
  } finally {
    isOver.abort();
  }
}
