import { describe, expect, test } from '@jest/globals';
import { matchesError } from '../../../local/workflow/workflow-failure.ts';
import { JumpingClock } from './jumping-clock.ts';
import { outputOf, runDefinition } from './run-definition.ts';

class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** A task that throws these, one after the other, and then says `done`. */
function failing(clock: JumpingClock, ...errors: readonly Error[]) {
  const at: number[] = [];
  const task = () => {
    const error = errors[at.length];
    at.push(clock.elapsedMs);
    return error ? Promise.reject(error) : Promise.resolve('done');
  };
  return { at, tasks: { task } };
}

const task = (over: object) => ({ T: { Type: 'Task', Resource: 'task', ...over, End: true } });

describe('Retry', () => {
  test('waits longer each time, up to its bound', async () => {
    const clock = new JumpingClock();
    const { at, tasks } = failing(clock, new Throttled(), new Throttled(), new Throttled(), new Throttled());
    const Retry = [
      { ErrorEquals: ['Throttled'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 },
    ];
    expect(await outputOf(task({ Retry }), { clock, tasks })).toBe('done');
    expect(at).toEqual([0, 2000, 8000, 18_000, 28_000]);
  });

  test('FULL jitter waits any part of it', async () => {
    const clock = new JumpingClock();
    const { at, tasks } = failing(clock, new Throttled(), new Throttled());
    const Retry = [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 4, JitterStrategy: 'FULL' }];
    expect(await outputOf(task({ Retry }), { clock, tasks, random: () => 0.25 })).toBe('done');
    expect(at).toEqual([0, 1000, 3000]);
  });

  test('ends after its attempts, and each retrier counts its own', async () => {
    const clock = new JumpingClock();
    const { at, tasks } = failing(clock, new Throttled(), new TypeError('x'), new Throttled(), new TypeError('y'));
    const Retry = [
      { ErrorEquals: ['Throttled'], MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
    ];
    expect(await runDefinition(task({ Retry }), { clock, tasks })).toMatchObject({
      status: 'failed',
      error: 'TypeError',
      cause: '{"errorType":"TypeError","errorMessage":"y"}',
    });
    expect(at).toHaveLength(4);
  });

  test('tells the state how often it was tried again', async () => {
    const clock = new JumpingClock();
    const { tasks } = failing(clock, new Throttled());
    const Output = '{% $states.context.State.RetryCount %}';
    expect(await outputOf(task({ Retry: [{ ErrorEquals: ['Throttled'] }], Output }), { clock, tasks })).toBe(1);
  });

  test('tries what gave no output again, too', async () => {
    let calls = 0;
    const tasks = {
      task: () => {
        calls += 1;
        return Promise.resolve(calls === 1 ? {} : { answer: 42 });
      },
    };
    const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'] }];
    expect(await outputOf(task({ Retry, Output: '{% $states.result.answer %}' }), { tasks })).toBe(42);
  });
});

describe('Catch', () => {
  const caught = (over: object) => ({
    T: {
      Type: 'Task',
      Resource: 'task',
      Next: 'Never',
      Catch: [
        { ErrorEquals: ['Other'], Next: 'Never' },
        { ErrorEquals: ['States.ALL'], Next: 'Caught', ...over },
      ],
    },
    Never: { Type: 'Fail', Error: 'Never' },
    Caught: { Type: 'Succeed' },
  });
  const tasks = { task: () => Promise.reject(new Throttled('with key sk-abcdefghijklmnop')) };

  test('goes on with the error, its secrets taken out', async () => {
    expect(await outputOf(caught({}), { tasks })).toEqual({
      Error: 'Throttled',
      Cause: '{"errorType":"Throttled","errorMessage":"with key [redacted]"}',
    });
  });

  test('may make something else of it', async () => {
    const Output = ['{% $states.errorOutput.Error %}', '{% $states.input.a %}'];
    expect(await outputOf(caught({ Output }), { tasks, input: { a: 1 } })).toEqual(['Throttled', 1]);
  });

  test('does not catch its own failure', async () => {
    expect(await runDefinition(caught({ Output: '{% $states.input.a %}' }), { tasks })).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  test('of everything leaves out what only its name catches', () => {
    expect(matchesError(['States.ALL'], 'States.DataLimitExceeded')).toBe(false);
    expect(matchesError(['States.DataLimitExceeded'], 'States.DataLimitExceeded')).toBe(true);
    expect(matchesError(['States.Runtime'], 'States.Runtime')).toBe(false);
    expect(matchesError(['States.TaskFailed'], 'Anything')).toBe(true);
    expect(matchesError(['States.TaskFailed'], 'States.Timeout')).toBe(false);
    expect(matchesError(['States.ALL'], 'States.Timeout')).toBe(true);
  });
});

describe('limits', () => {
  test('a task that takes too long is aborted', async () => {
    let reason: unknown = null;
    const tasks = {
      task: (_: unknown, signal: AbortSignal) =>
        new Promise(() => signal.addEventListener('abort', () => (reason = signal.reason))),
    };
    expect(await runDefinition(task({ TimeoutSeconds: 3 }), { tasks })).toMatchObject({
      status: 'failed',
      error: 'States.Timeout',
    });
    expect(reason).toMatchObject({ errorName: 'States.Timeout' });
  });

  test('a run that takes too long ends, whatever would catch it', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'T',
      TimeoutSeconds: 5,
      States: {
        T: {
          Type: 'Task',
          Resource: 'task',
          End: true,
          Retry: [{ ErrorEquals: ['States.ALL'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
        },
        S: { Type: 'Succeed' },
      },
    };
    const tasks = { task: () => new Promise(() => {}) };
    expect(await runDefinition(definition, { tasks })).toMatchObject({ status: 'timed-out', error: 'States.Timeout' });
  });

  test.each([
    ['a result', { task: () => Promise.resolve('x'.repeat(262_143)) }, {}],
    ['arguments', { task: () => Promise.resolve(1) }, { Arguments: '{% $states.input & $states.input %}' }],
    ['an output', { task: () => Promise.resolve(1) }, { Output: '{% $states.input & $states.input %}' }],
    ['what is assigned', { task: () => Promise.resolve(1) }, { Assign: { x: '{% $states.input & $states.input %}' } }],
  ])('%s of more than 256 KiB is refused', async (_, tasks, over) => {
    const input = 'y'.repeat(140_000);
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'S' }];
    const states = { T: { ...task(over).T, Catch }, S: { Type: 'Succeed' } };
    expect(await runDefinition(states, { tasks, input })).toMatchObject({
      status: 'failed',
      error: 'States.DataLimitExceeded',
    });
  });

  test('a result of 256 KiB is taken', async () => {
    const tasks = { task: () => Promise.resolve('x'.repeat(262_142)) };
    expect(await outputOf(task({}), { tasks })).toHaveLength(262_142);
  });

  test('a task that returns nothing returns null', async () => {
    expect(await outputOf(task({}), { tasks: { task: () => Promise.resolve() } })).toBeNull();
  });
});

describe('an aborted run ends at once', () => {
  test.each([
    ['in a wait', { W: { Type: 'Wait', Seconds: 1000, End: true } }],
    ['in a task that does not listen', task({})],
    ['between two tries', task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1000 }] })],
  ])('%s', async (_, states) => {
    const clock = new JumpingClock();
    const abort = new AbortController();
    clock.schedule(10, () => abort.abort(new Error('enough')));
    const isRetried = JSON.stringify(states).includes('Retry');
    const tasks = { task: () => (isRetried ? Promise.reject(new Error('again')) : new Promise(() => {})) };
    expect(await runDefinition(states, { clock, tasks, signal: abort.signal })).toMatchObject({ status: 'aborted' });
    expect(clock.elapsedMs).toBe(10);
    expect(clock.pending).toBe(0);
  });

  test('before it has begun', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    let calls = 0;
    const tasks = { task: () => Promise.resolve(calls++) };
    expect(await runDefinition(task({}), { tasks, signal })).toMatchObject({ status: 'aborted', history: [] });
    expect(calls).toBe(0);
  });
});
