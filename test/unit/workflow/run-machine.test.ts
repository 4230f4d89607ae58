import { describe, expect, test } from '@jest/globals';
import { JumpingClock } from './jumping-clock.ts';
import { outputOf, runDefinition } from './run-definition.ts';

const end = { End: true } as const;

describe('expressions', () => {
  test('stand for whole values, at any depth, and what has no braces is text', async () => {
    const Output = { deep: [{ sum: '{% $states.input.a + 1 %}' }], text: '$states.input.a', none: null };
    expect(await outputOf({ P: { Type: 'Pass', Output, ...end } }, { input: { a: 1 } })).toEqual({
      deep: [{ sum: 2 }],
      text: '$states.input.a',
      none: null,
    });
  });

  test('that give nothing are errors', async () => {
    const states = { P: { Type: 'Pass', Output: { x: '{% $states.input.missing %}' }, ...end } };
    expect(await runDefinition(states)).toMatchObject({ status: 'failed', error: 'States.QueryEvaluationError' });
  });

  test('that fail are errors with their words', async () => {
    const states = { P: { Type: 'Pass', Output: "{% $number('abc') %}", ...end } };
    expect(await runDefinition(states)).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('States.P.Output'),
    });
  });

  test('that go on for ever end', async () => {
    const states = { P: { Type: 'Pass', Output: '{% ($f := function($n){ $f($n + 1) + 1 }; $f(0)) %}', ...end } };
    expect(await runDefinition(states)).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('keep a list of one that is there, and make a value of one that is found', async () => {
    const input = { list: [{ n: 1 }, { n: 2 }], one: [7] };
    const Output = { found: '{% $states.input.list[n = 2] %}', kept: '{% $states.input.one %}' };
    expect(await outputOf({ P: { Type: 'Pass', Output, ...end } }, { input })).toEqual({ found: { n: 2 }, kept: [7] });
  });

  test('are told where they are', async () => {
    const Output = '{% $states.context %}';
    expect(await outputOf({ P: { Type: 'Pass', Output, ...end } }, { input: 5 })).toEqual({
      Execution: { Id: 'run-1', Name: 'run-1', Input: 5, StartTime: '2026-11-21T12:00:00.000Z' },
      StateMachine: { Id: 'machine', Name: 'machine' },
      State: { Name: 'P', EnteredTime: '2026-11-21T12:00:00.000Z', RetryCount: 0 },
    });
  });
});

describe('variables', () => {
  test('are there in the next state, not in the one that assigns them', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $x + 1 %}' }, Output: '{% $x %}', Next: 'C' },
      C: { Type: 'Pass', Output: ['{% $states.input %}', '{% $x %}'], ...end },
    };
    expect(await outputOf(states)).toEqual([1, 2]);
  });

  test('assigned on success are not there where an error is caught', async () => {
    const states = {
      A: {
        Type: 'Task',
        Resource: 'fails',
        Assign: { x: '{% $states.result %}' },
        Next: 'B',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
      },
      B: { Type: 'Pass', Output: '{% $x %}', ...end },
    };
    const tasks = { fails: () => Promise.reject(new Error('no')) };
    expect(await runDefinition(states, { tasks })).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('can be assigned where an error is caught', async () => {
    const states = {
      A: {
        Type: 'Task',
        Resource: 'fails',
        Next: 'B',
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { x: '{% $states.errorOutput.Error %}' }, Next: 'B' }],
      },
      B: { Type: 'Pass', Output: ['{% $x %}', '{% $states.input.Error %}'], ...end },
    };
    const tasks = { fails: () => Promise.reject(new TypeError('no')) };
    expect(await outputOf(states, { tasks })).toEqual(['TypeError', 'TypeError']);
  });

  test('of branches are their own', async () => {
    const branch = (value: number) => ({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { inner: `{% $outer + ${value} %}` }, Next: 'B' },
        B: { Type: 'Pass', Output: '{% $inner %}', ...end },
      },
    });
    const states = {
      S: { Type: 'Pass', Assign: { outer: 10 }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [branch(1), branch(2)], ...end },
    };
    expect(await outputOf(states)).toEqual([11, 12]);
  });
});

describe('states', () => {
  test('of success apply their Output', async () => {
    expect(
      await outputOf({ S: { Type: 'Succeed', Output: { a: '{% $states.input.b %}' } } }, { input: { b: 3 } }),
    ).toEqual({
      a: 3,
    });
  });

  test('of failure name error and cause', async () => {
    const states = { F: { Type: 'Fail', Error: 'Mine', Cause: "{% 'for ' & $states.input.why %}" } };
    expect(await runDefinition(states, { input: { why: 'fun' } })).toMatchObject({
      status: 'failed',
      error: 'Mine',
      cause: 'for fun',
    });
  });

  test('of choice take the first rule that holds, or the default with its input', async () => {
    const states = {
      C: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Output: 'big' },
          { Condition: '{% $states.input.n > 5 %}', Next: 'Big', Assign: { size: 'medium' } },
        ],
        Default: 'Small',
      },
      Big: { Type: 'Succeed' },
      Small: { Type: 'Succeed', Output: { small: '{% $states.input.n %}' } },
    };
    expect(await outputOf(states, { input: { n: 11 } })).toBe('big');
    expect(await outputOf(states, { input: { n: 6 } })).toEqual({ n: 6 });
    expect(await outputOf(states, { input: { n: 1 } })).toEqual({ small: 1 });
  });

  test('of choice without a rule that holds fail, and so does a condition that is no boolean', async () => {
    const states = (Condition: string) => ({
      C: { Type: 'Choice', Choices: [{ Condition, Next: 'S' }] },
      S: { Type: 'Succeed' },
    });
    expect(await runDefinition(states('{% false %}'))).toMatchObject({ error: 'States.NoChoiceMatched' });
    expect(await runDefinition(states("{% 'yes' %}"))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('of waiting wait so many seconds, or until a time', async () => {
    const clock = new JumpingClock();
    const states = {
      W: { Type: 'Wait', Seconds: '{% $ceil(1.2) %}', Next: 'T' },
      T: { Type: 'Wait', Timestamp: '2026-11-21T12:00:05.5Z', Next: 'L' },
      L: { Type: 'Wait', Seconds: 3_000_000, End: true },
    };
    const started = clock.elapsedMs;
    expect(await outputOf({ W: { ...states.W, Next: 'S' }, S: { Type: 'Succeed' } }, { clock })).toEqual({});
    expect(clock.elapsedMs - started).toBe(2000);
    await outputOf({ T: { ...states.T, Next: 'S' }, S: { Type: 'Succeed' } }, { clock });
    expect(clock.elapsedMs).toBe(5500);
    await outputOf({ L: states.L }, { clock });
    expect(clock.elapsedMs).toBe(5500 + 3_000_000_000);
  });

  test('of waiting refuse what is no time', async () => {
    const wait = (until: object) => runDefinition({ W: { Type: 'Wait', ...until, End: true } });
    for (const until of [{ Seconds: '{% -1 %}' }, { Seconds: '{% 0.5 %}' }, { Timestamp: 'tomorrow' }]) {
      expect(await wait(until)).toMatchObject({ error: 'States.QueryEvaluationError' });
    }
  });

  test('that go round in circles end', async () => {
    const states = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
    const result = await runDefinition(states);
    expect(result).toMatchObject({ status: 'failed', error: 'States.Runtime' });
    expect(result.history).toHaveLength(500);
  });
});

describe('maps', () => {
  const map = (over: object) => ({
    M: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'T',
        States: { T: { Type: 'Task', Resource: 'task', ...end } },
      },
      ...over,
      ...end,
    },
  });

  test('work on so many items at a time and keep their order', async () => {
    const clock = new JumpingClock();
    let running = 0;
    let most = 0;
    const task = async (payload: unknown) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => clock.schedule(1000 / Number(payload), resolve));
      running -= 1;
      return Number(payload) * 2;
    };
    const input = { items: [1, 2, 3, 4, 5] };
    expect(await outputOf(map({ MaxConcurrency: 2 }), { input, clock, tasks: { task } })).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
  });

  test('give each item what is selected for it', async () => {
    const ItemSelector = {
      index: '{% $states.context.Map.Item.Index %}',
      value: '{% $states.context.Map.Item.Value %}',
      all: '{% $count($states.input.items) %}',
    };
    const tasks = { task: (payload: unknown) => Promise.resolve(payload) };
    expect(await outputOf(map({ ItemSelector }), { input: { items: ['a', 'b'] }, tasks })).toEqual([
      { index: 0, value: 'a', all: 2 },
      { index: 1, value: 'b', all: 2 },
    ]);
  });

  test('keep the variables of each item apart', async () => {
    const states = {
      A: {
        Type: 'Pass',
        Assign: { mine: '{% $states.input %}' },
        Next: 'T',
      },
      T: { Type: 'Task', Resource: 'task', Output: '{% $mine %}', ...end },
    };
    const tasks = { task: () => Promise.resolve(null) };
    const over = { ItemProcessor: { StartAt: 'A', States: states } };
    expect(await outputOf(map(over), { input: { items: [1, 2, 3] }, tasks })).toEqual([1, 2, 3]);
  });

  test('end with the first failure, and abort the rest', async () => {
    let aborted = 0;
    const task = (payload: unknown, signal: AbortSignal) =>
      new Promise<void>((_, reject) => {
        if (payload === 'bad') return reject(new RangeError('bad item'));
        signal.addEventListener('abort', () => {
          aborted += 1;
        });
      });
    const result = await runDefinition(map({}), { input: { items: ['x', 'bad', 'y'] }, tasks: { task } });
    expect(result).toMatchObject({ status: 'failed', error: 'RangeError' });
    expect(aborted).toBe(2);
  });

  test('refuse what is no list', async () => {
    const tasks = { task: () => Promise.resolve(1) };
    expect(await runDefinition(map({}), { input: { items: 1 }, tasks })).toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });
});
