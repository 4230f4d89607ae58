import { FlowRunner } from './flow-runner.ts';
import type { JsonValue } from './json-value.ts';
import type { Machine } from './machine.ts';
import { toPayload } from './payload.ts';
import { type HistoryEvent, RunHistory } from './run-history.ts';
import type { RunOptions } from './run-options.ts';
import { Variables } from './variables.ts';
import { waitUntil } from './wait-until.ts';
import { WorkflowFailure } from './workflow-failure.ts';

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
