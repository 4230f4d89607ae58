import { describe, expect, test } from '@jest/globals';
import { statesOfAnswer } from '../../../local/plan/lines/background-lines.ts';
import { usualLoad } from '../../../local/plan/load.ts';
import { tableUnits } from '../../../local/plan/table-units.ts';
import definition from '../../../workflows/background-answer.asl.json' with { type: 'json' };

describe('the units of a kept turn', () => {
  test('are those that the store takes of DynamoDB Local for texts of that length', () => {
    expect(tableUnits(usualLoad)).toMatchObject({ reads: 3, writes: 7, files: 0, earlierTurns: 2 });
  });

  test('count long texts as files', () => {
    const { files, fileBytes, writes } = tableUnits({ ...usualLoad, inputTokens: 100_000, outputTokens: 300 });
    expect([files, fileBytes, writes]).toEqual([1, 112_500, 2 + 1 + 3]);
  });
});

test('a background answer passes the states that its definition leads through', () => {
  const states: Readonly<
    Record<string, { readonly Type: string; readonly Next?: string; readonly Choices?: unknown }>
  > = definition.States;
  const after: Readonly<Record<string, readonly string[]>> = { NextStep: ['Attempt', 'Finish'] };
  const passed: string[] = [];
  let name: string | undefined = definition.StartAt;
  let choices = 0;
  while (name !== undefined) {
    passed.push(name);
    const state: (typeof states)[string] | undefined = states[name];
    name = state?.Type === 'Choice' ? after[name]?.[choices++] : state?.Next;
  }
  expect(passed).toEqual([...statesOfAnswer]);
});
