import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import validate from 'asl-validator';
import { loadBackgroundAnswer } from '../../../local/workflow/load-background-answer.ts';
import { backgroundAnswer, backgroundAnswerTasks } from '../../../workflows/background-answer.ts';
import { fillResources } from '../../../workflows/fill-resources.ts';

const folder = join(import.meta.dirname, '../../../workflows');
const files = readdirSync(folder).filter((name) => name.endsWith('.asl.json'));

describe.each(files)('workflows/%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');

  test('is clean to the validator of the Amazon States Language', () => {
    const result = validate(JSON.parse(text));
    expect(result.isValid ? '' : result.errorsText()).toBe('');
  });

  test('bounds every task', () => {
    const states: Record<string, Record<string, unknown>> = JSON.parse(text).States;
    const unbounded = Object.values(states).filter(
      (state) => state.Type === 'Task' && state.TimeoutSeconds === undefined,
    );
    expect(unbounded).toEqual([]);
  });
});

test('the validator finds what is wrong', () => {
  expect(validate({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }).isValid).toBe(
    false,
  );
});

describe('the background answer', () => {
  const arns = Object.fromEntries(
    backgroundAnswerTasks.map((name) => [name, `arn:aws:lambda:us-east-1:123456789012:function:${name}`]),
  );

  test('has its tasks filled in', () => {
    const text = JSON.stringify(
      fillResources(backgroundAnswer({ prepare: 'p', attempt: 'a', decideNext: 'd', finish: 'f', fail: 'x' }), {}),
    );
    expect([...text.matchAll(/"Resource":"(\w+)"/g)].map(([, name]) => name)).toEqual(['p', 'a', 'd', 'f', 'x']);
    const file = JSON.parse(readFileSync(join(folder, 'background-answer.asl.json'), 'utf8'));
    expect(JSON.stringify(fillResources(file, arns)).match(/arn:aws:lambda/g)).toHaveLength(
      backgroundAnswerTasks.length,
    );
    expect(() => fillResources(file, { prepare: 'p' })).toThrow('attempt');
  });

  test('is loaded by the interpreter', () => {
    expect(loadBackgroundAnswer().startAt).toBe('Begin');
  });

  test('ends the turn whatever fails before: every task but the last leads there', () => {
    for (const [name, state] of loadBackgroundAnswer().states) {
      if (state.type !== 'Task' || name === 'Fail') continue;
      expect(state.catch.map(({ errorEquals, next }) => [errorEquals, next])).toEqual([[['States.ALL'], 'Fail']]);
    }
  });

  test('tries an attempt again, which costs, only when it failed outside of our own code; all else in any case', () => {
    for (const [name, state] of loadBackgroundAnswer().states) {
      if (state.type !== 'Task') continue;
      const names = state.retry.flatMap(({ errorEquals }) => errorEquals);
      if (name !== 'Attempt') expect([name, ...names]).toEqual([name, 'States.ALL']);
      else expect(names.filter((error) => !/^(Lambda|Sandbox|Runtime)\./.test(error))).toEqual([]);
    }
  });
});
