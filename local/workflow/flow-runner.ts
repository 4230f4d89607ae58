import { callTask } from './call-task.ts';
import type { Bindings } from './compile-expression.ts';
import type { JsonValue } from './json-value.ts';
import type { ChoiceState, Flow, Leaving, MapState, ParallelState, State, TaskState, WaitState } from './machine.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { toPayload } from './payload.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { HistoryEvent, RunHistory } from './run-history.ts';
import type { RunOptions } from './run-options.ts';
import type { Template } from './template.ts';
import { Variables } from './variables.ts';
import { waitUntil } from './wait-until.ts';
import { matchesError, queryError, WorkflowFailure } from './workflow-failure.ts';
import { workflowLimits } from './workflow-limits.ts';

/** One entry into a state. */
interface Visit {
  readonly name: string;
  readonly input: JsonValue;
  readonly variables: Variables;
  readonly signal: AbortSignal;
  /** The item of the `Map` around the state, if any. */
  readonly item: MapItem | null;
  readonly enteredAt: string;
}

interface MapItem {
  readonly Index: number;
  readonly Value: JsonValue;
}

interface Left {
  readonly output: JsonValue;
  readonly next: string | null;
}

type Attempted = TaskState | ParallelState | MapState;

const timestampShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Goes from state to state, as the Amazon States Language says. One per run. */
export class FlowRunner {
  readonly #options: RunOptions;
  readonly #history: RunHistory;
  readonly #startedAt: string;
  #transitions = 0;

  /** @param startedAt milliseconds since the epoch. */
  constructor(options: RunOptions, history: RunHistory, startedAt: number) {
    this.#options = options;
    this.#history = history;
    this.#startedAt = new Date(startedAt).toISOString();
  }

  /** @returns the output of its last state. @throws WorkflowFailure, or the signal's reason. */
  async run(
    flow: Flow,
    input: JsonValue,
    variables: Variables,
    signal: AbortSignal,
    item: MapItem | null = null,
  ): Promise<JsonValue> {
    let name = flow.startAt;
    let value = input;
    for (;;) {
      signal.throwIfAborted();
      const state = flow.states.get(name);
      if (!state) throw new WorkflowFailure('States.Runtime', `There is no state "${name}".`);
      const enteredAt = new Date(this.#options.clock.now()).toISOString();
      const visit = { name, input: value, variables, signal, item, enteredAt };
      this.#enter(visit);
      const { output, next } = await this.#visit(state, visit);
      this.#tell('left', name);
      value = toPayload(output, `The output of ${name}`);
      if (next === null) return value;
      name = next;
    }
  }

  #enter({ name }: Visit): void {
    this.#transitions += 1;
    if (this.#transitions > workflowLimits.maxTransitions) {
      throw new WorkflowFailure('States.Runtime', `The run entered more than ${workflowLimits.maxTransitions} states.`);
    }
    this.#tell('entered', name);
  }

  async #visit(state: State, visit: Visit): Promise<Left> {
    const { input } = visit;
    switch (state.type) {
      case 'Pass':
        return this.#leave(state, visit, this.#bindings(visit), input);
      case 'Wait':
        await this.#wait(state, visit);
        return this.#leave(state, visit, this.#bindings(visit), input);
      case 'Choice':
        return this.#choose(state, visit);
      case 'Succeed':
        return { output: state.output ? await state.output(this.#bindings(visit)) : input, next: null };
      case 'Fail': {
        const bindings = this.#bindings(visit);
        const error = state.error ? await textOf(state.error, bindings, `${visit.name}.Error`) : 'States.TaskFailed';
        throw new WorkflowFailure(error, state.cause ? await textOf(state.cause, bindings, `${visit.name}.Cause`) : '');
      }
      default:
        return this.#attempt(state, visit);
    }
  }

  /** Does what may fail, again where a retrier says so, and leads on where a catcher does. */
  async #attempt(state: Attempted, visit: Visit): Promise<Left> {
    const retries = state.retry.map(() => 0);
    for (let retryCount = 0; ; retryCount++) {
      try {
        const bindings = this.#bindings(visit, retryCount);
        const result = await this.#work(state, visit, bindings);
        return await this.#leave(state, visit, this.#bindings(visit, retryCount, { result }), result);
      } catch (error) {
        if (!(error instanceof WorkflowFailure) || visit.signal.aborted) throw error;
        this.#tell('failed', visit.name, error.errorName);
        const index = state.retry.findIndex(({ errorEquals }) => matchesError(errorEquals, error.errorName));
        const retrier = state.retry[index];
        const used = retries[index] ?? 0;
        if (!retrier || used >= retrier.maxAttempts) return this.#catch(state, visit, error, retryCount);
        retries[index] = used + 1;
        const { clock, random } = this.#options;
        await waitUntil(clock, clock.now() + retryDelayMs(retrier, used, random()), visit.signal);
        this.#tell('retried', visit.name, error.errorName);
      }
    }
  }

  #catch(state: Attempted, visit: Visit, error: WorkflowFailure, retryCount: number): Promise<Left> {
    const catcher = state.catch.find(({ errorEquals }) => matchesError(errorEquals, error.errorName));
    if (!catcher) throw error;
    this.#tell('caught', visit.name, error.errorName);
    const errorOutput = { Error: error.errorName, Cause: error.message };
    return this.#leave(catcher, visit, this.#bindings(visit, retryCount, { errorOutput }), errorOutput);
  }

  async #work(state: Attempted, visit: Visit, bindings: Bindings): Promise<JsonValue> {
    const { name, variables, signal, item } = visit;
    const given = state.arguments ? await state.arguments(bindings) : visit.input;
    const payload = toPayload(given, `The arguments of ${name}`);
    switch (state.type) {
      case 'Task':
        return this.#callTask(state, visit, bindings, payload);
      case 'Parallel':
        return mapConcurrently(state.branches, state.branches.length, signal, (branch, _, either) =>
          this.run(branch, payload, new Variables(variables), either, item),
        );
      case 'Map':
        return this.#map(state, visit, bindings);
    }
  }

  async #callTask(state: TaskState, visit: Visit, bindings: Bindings, payload: JsonValue): Promise<JsonValue> {
    const { clock, tasks } = this.#options;
    const task = tasks[state.resource];
    if (!task) throw new WorkflowFailure('States.Runtime', `There is no task "${state.resource}".`);
    const { timeoutSeconds } = state;
    const seconds = timeoutSeconds && (await secondsOf(timeoutSeconds, bindings, `${visit.name}.TimeoutSeconds`));
    return callTask(task, payload, { clock, timeoutMs: seconds && seconds * 1000, signal: visit.signal });
  }

  async #map(state: MapState, visit: Visit, bindings: Bindings): Promise<JsonValue> {
    const items = state.items ? await state.items(bindings) : visit.input;
    if (!isList(items)) throw queryError(`${visit.name}.Items`, 'is no list.');
    return mapConcurrently(items, state.maxConcurrency, visit.signal, async (Value, Index, either) => {
      const item = { Index, Value };
      const input = state.itemSelector ? await state.itemSelector(this.#bindings({ ...visit, item })) : Value;
      const payload = toPayload(input, `Item ${Index} of ${visit.name}`);
      return this.run(state.processor, payload, new Variables(visit.variables), either, item);
    });
  }

  async #choose({ choices, default: otherwise }: ChoiceState, visit: Visit): Promise<Left> {
    const bindings = this.#bindings(visit);
    for (const [index, rule] of choices.entries()) {
      const holds = await rule.condition(bindings);
      if (typeof holds !== 'boolean') throw queryError(`${visit.name}.Choices[${index}].Condition`, 'is no boolean.');
      if (holds) return this.#leave(rule, visit, bindings, visit.input);
    }
    if (otherwise !== null) return { output: visit.input, next: otherwise };
    throw new WorkflowFailure('States.NoChoiceMatched', `No choice of ${visit.name} held, and it has no Default.`);
  }

  async #wait({ until }: WaitState, visit: Visit): Promise<void> {
    const { clock } = this.#options;
    const bindings = this.#bindings(visit);
    if ('seconds' in until) {
      const seconds = await secondsOf(until.seconds, bindings, `${visit.name}.Seconds`, 0);
      return waitUntil(clock, clock.now() + seconds * 1000, visit.signal);
    }
    const text = await textOf(until.timestamp, bindings, `${visit.name}.Timestamp`);
    const at = timestampShape.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) throw queryError(`${visit.name}.Timestamp`, `"${text}" is no time with its zone.`);
    return waitUntil(clock, at, visit.signal);
  }

  /** Everything is evaluated before anything is assigned. */
  async #leave({ assign, output, next }: Leaving, visit: Visit, bindings: Bindings, usual: JsonValue): Promise<Left> {
    const values = new Map<string, JsonValue>();
    for (const [name, template] of assign) values.set(name, await template(bindings));
    const value = toPayload(output ? await output(bindings) : usual, `The output of ${visit.name}`);
    visit.variables.assign(values);
    return { output: value, next };
  }

  /** @param outcome what the state's work led to: its result, or an error. */
  #bindings(visit: Visit, retryCount = 0, outcome: Readonly<Record<string, JsonValue>> = {}): Bindings {
    const { machineName, runName, input } = this.#options;
    const { name, item, enteredAt } = visit;
    const context = {
      Execution: { Id: runName, Name: runName, Input: input, StartTime: this.#startedAt },
      StateMachine: { Id: machineName, Name: machineName },
      State: { Name: name, EnteredTime: enteredAt, RetryCount: retryCount },
      ...(item && { Map: { Item: { Index: item.Index, Value: item.Value } } }),
    };
    return { ...visit.variables.all(), states: { input: visit.input, context, ...outcome } };
  }

  #tell(what: HistoryEvent['what'], state: string, error?: string): void {
    const at = this.#options.clock.now();
    this.#history.add({ what, state, at, ...(error === undefined ? {} : { error }) });
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

async function textOf(template: Template, bindings: Bindings, path: string): Promise<string> {
  const value = await template(bindings);
  if (typeof value !== 'string') throw queryError(path, 'is no text.');
  return value;
}

const longestSeconds = 99_999_999;

async function secondsOf(template: Template, bindings: Bindings, path: string, least = 1): Promise<number> {
  const value = await template(bindings);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > longestSeconds) {
    throw queryError(path, `is no whole number of seconds from ${least} to ${longestSeconds}.`);
  }
  return value;
}
