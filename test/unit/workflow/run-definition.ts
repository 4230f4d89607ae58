import type { TaskFunction } from '../../../local/workflow/call-task.ts';
import type { JsonValue } from '../../../local/workflow/json-value.ts';
import { loadMachine } from '../../../local/workflow/load-machine.ts';
import { type RunResult, runMachine } from '../../../local/workflow/run-machine.ts';
import { JumpingClock } from './jumping-clock.ts';

export interface RunDefinitionOptions {
  readonly input?: JsonValue;
  readonly tasks?: Readonly<Record<string, TaskFunction>>;
  readonly clock?: JumpingClock;
  readonly random?: () => number;
  readonly signal?: AbortSignal;
}

/** Runs states with their first one as the start, or a whole definition. */
export function runDefinition(
  states: Readonly<Record<string, unknown>>,
  options: RunDefinitionOptions = {},
): Promise<RunResult> {
  const { input = {}, tasks = {}, clock = new JumpingClock(), random = () => 0.5 } = options;
  const { signal = new AbortController().signal } = options;
  const machine = loadMachine(definitionOf(states), Object.keys(tasks));
  const names = { machineName: 'machine', runName: 'run-1' };
  return clock.until(runMachine(machine, { ...names, input, tasks, clock, random, signal }));
}

export function definitionOf(states: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if ('States' in states) return states;
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
}

/** What a run that succeeded gave; anything else is thrown. */
export async function outputOf(
  states: Readonly<Record<string, unknown>>,
  options: RunDefinitionOptions = {},
): Promise<JsonValue> {
  const result = await runDefinition(states, options);
  if (result.status === 'succeeded') return result.output;
  throw new Error(JSON.stringify(result));
}
