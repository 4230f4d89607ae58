import type { JsonValue } from '../../../local/workflow/json-value.ts';

/** What a task does when it is asked: gives a value, or fails with an error of this name. */
export type Act = { readonly gives: JsonValue } | { readonly fails: string };
export type Script = Readonly<Record<string, readonly Act[]>>;

export interface AgreementCase {
  readonly name: string;
  readonly script: Script;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

export interface StateDefinition {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

const progress = (step: number) => ({ outcomes: [], nextSequence: step, journal: null, failure: null });
const prepared = (decision: JsonValue): Act => ({
  gives: { plan: { targets: ['one', 'two'] }, progress: progress(0), decision },
});
const decided = (decision: JsonValue): Act => ({ gives: { decision } });
const attempted = (step: number): Act => ({ gives: { progress: progress(step) } });
const call = { do: 'call', targetIndex: 0 };
const finish = { do: 'finish' };
const finished: Act = { gives: { status: 'completed' } };
const failed: Act = { gives: { status: 'failed' } };

/** The way of an answer that nothing goes wrong with; every task is asked. */
const usual: Script = {
  prepare: [prepared(call)],
  attempt: [attempted(1)],
  decideNext: [decided(finish)],
  finish: [finished],
  fail: [failed],
};

/** By hand: each rule of the choice, with what travels along. */
const decisions: readonly AgreementCase[] = [
  { name: 'finish', script: usual },
  {
    name: 'call-continue-restart',
    script: {
      ...usual,
      attempt: [attempted(1), attempted(2), attempted(3)],
      decideNext: [decided({ do: 'continue', kept: 'ä"€\n' }), decided({ do: 'restart' }), decided(finish)],
    },
  },
  {
    name: 'wait',
    script: { ...usual, prepare: [prepared({ do: 'wait', waitMs: 1 })], decideNext: [decided(call), decided(finish)] },
  },
  { name: 'stop', script: { ...usual, decideNext: [decided({ do: 'stop' })] } },
  {
    name: 'fail',
    script: { ...usual, decideNext: [decided({ do: 'fail', error: { kind: 'rate-limit', message: 'Too many.' } })] },
  },
  { name: 'unknown-decision', script: { ...usual, decideNext: [decided({ do: 'dance' })] } },
  { name: 'result-without-decision', script: { ...usual, decideNext: [{ gives: {} }] } },
  { name: 'wait-without-time', script: { ...usual, prepare: [prepared({ do: 'wait' })] } },
];

/** Out of the definition: each retrier of each task used once and used up, and each catcher. */
export function agreementCases({ States }: Definition): readonly AgreementCase[] {
  const cases = [...decisions];
  for (const [state, { Type, Resource = '', Retry = [] }] of Object.entries(States)) {
    if (Type !== 'Task') continue;
    const task = Resource.replace(/^\$\{|\}$/g, '');
    // The last task is reached by a failure.
    const way: Script = state === 'Fail' ? { ...usual, prepare: [{ fails: 'Broken' }] } : usual;
    const then = way[task] ?? [];
    cases.push({ name: `${task}-fails`, script: { ...way, [task]: Array(8).fill({ fails: 'Broken' }) } });
    for (const [index, { ErrorEquals, MaxAttempts = 3 }] of Retry.entries()) {
      for (const error of ErrorEquals.map((one) => (one === 'States.ALL' ? 'Anything' : one))) {
        cases.push({
          name: `${task}-again-${index}-${error.replace('.', '-')}`,
          script: { ...way, [task]: [{ fails: error }, ...then] },
        });
      }
      const [error = ''] = ErrorEquals;
      const usedUp = Array(MaxAttempts + 1).fill({ fails: error === 'States.ALL' ? 'Anything' : error });
      cases.push({ name: `${task}-used-up-${index}`, script: { ...way, [task]: usedUp } });
    }
  }
  return cases;
}

/** Every way from one state to another that the definition has. */
export function transitions({ States }: Definition): readonly string[] {
  const all = Object.entries(States).flatMap(([name, { Next, Default, Choices = [], Catch = [] }]) =>
    [Next, Default, ...Choices.map((one) => one.Next), ...Catch.map((one) => one.Next)].flatMap((next) =>
      next === undefined ? [] : [`${name} → ${next}`],
    ),
  );
  return [...new Set(all)].sort();
}

/** What becomes of a run: the same for both interpreters. */
export interface Told {
  /** In the order in which they were entered. */
  readonly states: readonly string[];
  /** Each task's calls with what it was given. */
  readonly calls: readonly (readonly [task: string, payload: JsonValue])[];
  readonly end: JsonValue;
}

/** Acts a script out, call after call. */
export class Actor {
  readonly calls: (readonly [task: string, payload: JsonValue])[] = [];
  readonly #left: Map<string, Act[]>;

  constructor(script: Script) {
    this.#left = new Map(Object.entries(script).map(([task, acts]) => [task, [...acts]]));
  }

  act(task: string, payload: JsonValue): Act {
    this.calls.push([task, payload]);
    return this.#left.get(task)?.shift() ?? { fails: 'AskedTooOften' };
  }
}
