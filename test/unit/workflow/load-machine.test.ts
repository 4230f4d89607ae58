import { describe, expect, test } from '@jest/globals';
import { DefinitionError } from '../../../local/workflow/definition-error.ts';
import { loadMachine } from '../../../local/workflow/load-machine.ts';
import { definitionOf } from './run-definition.ts';

function refusal(states: Readonly<Record<string, unknown>>): string {
  try {
    loadMachine(definitionOf(states), ['known']);
    return 'loaded';
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
}

const pass = (over: object) => ({ P: { Type: 'Pass', End: true, ...over } });
const task = (over: object) => ({ T: { Type: 'Task', Resource: 'known', End: true, ...over } });
const succeed = { Type: 'Succeed' };
const flow = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };

describe('a definition is refused with the path of', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['another query language', { QueryLanguage: 'JSONPath', ...flow }, 'QueryLanguage'],
    ['no query language', { ...flow }, 'QueryLanguage'],
    ['an unknown field of the machine', { QueryLanguage: 'JSONata', ...flow, Extra: 1 }, 'Extra'],
    ['an unknown type', { X: { Type: 'Loop', End: true } }, 'States.X.Type'],
    ['an unknown field of a state', pass({ ResultPath: '$.x' }), 'States.P.ResultPath'],
    ['a JSONPath field of a task', task({ Parameters: {} }), 'States.T.Parameters'],
    ['a heartbeat, which nothing here beats', task({ HeartbeatSeconds: 3 }), 'States.T.HeartbeatSeconds'],
    ['a state of another query language', pass({ QueryLanguage: 'JSONPath' }), 'States.P.QueryLanguage'],
    ['an unknown task', task({ Resource: 'other' }), 'States.T.Resource'],
    ['a placeholder that was not filled in', task({ Resource: '$' + '{known}' }), 'States.T.Resource'],
    ['a start that is none', { QueryLanguage: 'JSONata', StartAt: 'B', States: { A: succeed } }, 'StartAt'],
    ['a next state that is none', { A: { Type: 'Pass', Next: 'B' } }, 'States.A'],
    ['a state that is never reached', { A: succeed, B: succeed }, 'States.B'],
    ['both next and end', { A: { Type: 'Pass', Next: 'A', End: true } }, 'States.A'],
    ['neither next nor end', { A: { Type: 'Pass' } }, 'States.A'],
    [
      'a choice without a condition',
      { C: { Type: 'Choice', Choices: [{ Next: 'C' }] } },
      'States.C.Choices[0].Condition',
    ],
    [
      'a choice of another language',
      { C: { Type: 'Choice', Choices: [{ Condition: true, Variable: '$.x', Next: 'C' }] } },
      'States.C.Choices[0].Variable',
    ],
    [
      'an output of a whole choice',
      { C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'C' }], Output: 1 } },
      'States.C.Output',
    ],
    ['a wait for two things', { W: { Type: 'Wait', Seconds: 1, Timestamp: 'x', End: true } }, 'States.W'],
    [
      'a retrier with an unknown field',
      task({ Retry: [{ ErrorEquals: ['E'], Interval: 1 }] }),
      'States.T.Retry[0].Interval',
    ],
    ['a rate below 1', task({ Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }), 'States.T.Retry[0].BackoffRate'],
    [
      'an unknown jitter',
      task({ Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'SOME' }] }),
      'States.T.Retry[0].JitterStrategy',
    ],
    [
      'a wildcard that is not last',
      task({
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'T' },
          { ErrorEquals: ['E'], Next: 'T' },
        ],
      }),
      'States.T.Catch[0].ErrorEquals',
    ],
    ['a wildcard in company', task({ Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }), 'States.T.Retry[0].ErrorEquals'],
    [
      'a distributed map',
      { M: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...flow }, End: true } },
      'States.M.ItemProcessor.ProcessorConfig.Mode',
    ],
    [
      'a failure that is tolerated',
      { M: { Type: 'Map', ItemProcessor: flow, ToleratedFailureCount: 1, End: true } },
      'States.M.ToleratedFailureCount',
    ],
    [
      'an unknown field of a branch',
      { P: { Type: 'Parallel', Branches: [{ ...flow, Extra: 1 }], End: true } },
      'States.P.Branches[0].Extra',
    ],
    [
      'a branch that assigns what is assigned around it',
      {
        P: {
          Type: 'Parallel',
          Assign: { x: 1 },
          Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 2 }, End: true } } }],
          End: true,
        },
      },
      'States.P.Branches[0].States.A.Assign.x',
    ],
    ['a variable with no name', pass({ Assign: { 'a-b': 1 } }), 'States.P.Assign.a-b'],
    ['a variable called states', pass({ Assign: { states: 1 } }), 'States.P.Assign.states'],
    ['an expression that is none', pass({ Output: { x: ['{% 1 + %}'] } }), 'States.P.Output.x[0]'],
    ['an expression with something around it', pass({ Output: '{% 1 %} ' }), 'States.P.Output'],
  ])('%s', (_, states, path) => {
    expect(refusal(states).split(': ')[0]).toBe(path);
  });
});

describe('an expression is refused that needs', () => {
  test.each<[string, string, string]>([
    ['$eval', "$eval('1')", '$eval'],
    ['what gives another result each time', '$random()', '$random'],
    ['a hidden clock', '$now()', '$now'],
    ['an unknown function', '$uuid()', '$uuid'],
    ['an unknown function as a value', '$map([1], $hash)', '$hash'],
    ['a variable that nobody assigns', '$missing.x', '$missing'],
    ['a field of nothing', 'input.a', '"input"'],
    ['a value that is not there', '$.a', '$ is nothing'],
    ['the root that is not there', '$$.a', '$$ is nothing'],
    ['all of $states', '$keys($states)', '$states is to be'],
    ['a result before there is one', '$states.result', '$states.result'],
    ['an error where there is none', '$states.errorOutput', '$states.errorOutput'],
    ['an unknown field of $states', '$states.inputs', '$states.inputs'],
    ['an operator of a later JSONata', '$states.input.a ?? 1', '??'],
    ['another operator of a later JSONata', '$states.input.a ?: 1', '?:'],
    ['the parent operator', '$states.input.a.%.b', 'not supported'],
    ['a transformation', '$states.input ~> |a|{"b": 1}|', 'not supported'],
    ['positions', '$states.input.a#$i.b', 'not supported'],
    ['joins', '$states.input.a@$x.b', 'not supported'],
  ])('%s', (_, expression, words) => {
    const message = refusal(pass({ Output: `{% ${expression} %}` }));
    expect(message).toMatch(/^States\.P\.Output: /);
    expect(message).toContain(words);
  });

  test.each([
    "$states.input.list[n > 1 and $contains(name, 'a')].name",
    '$map($states.input.list, function($item, $index) { $item.n + $index })',
    '($total := $sum($states.input.list.n); $total > 3 ? "much" : "little")',
    '$states.input.list^(>n){name: $sum(n)}',
    '$states.input.list.{"n": n, "twice": n * 2}',
    '$states.input.list ~> $count',
  ])('it does not, in %s', (expression) => {
    expect(refusal(pass({ Output: `{% ${expression} %}` }))).toBe('loaded');
  });

  test('it does not, where the result or the error is there', () => {
    const Catch = [{ ErrorEquals: ['E'], Output: '{% $states.errorOutput.Cause %}', Next: 'S' }];
    const T = { ...task({}).T, Output: "{% $states.result.a & '??' %}", Catch };
    expect(refusal({ T, S: succeed })).toBe('loaded');
  });

  test('it does not in a branch, for variables of the flow around it', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $x %}', End: true } } };
    const states = {
      S: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [branch], End: true },
    };
    expect(refusal(states)).toBe('loaded');
  });

  test('it does, for variables of a branch, outside of it', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, End: true } } };
    const states = { P: { Type: 'Parallel', Branches: [branch], Output: '{% $x %}', End: true } };
    expect(refusal(states)).toMatch(/^States\.P\.Output: \$x/);
  });
});
