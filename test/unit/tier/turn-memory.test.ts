import { expect, test } from '@jest/globals';
import { TurnMemory } from '../../../core/routing/tier/turn-memory.ts';
import { loadTierWeights } from '../../../local/load-tier-weights.ts';

const weights = loadTierWeights();
const turn = 'Compare three sorting algorithms in Python.';

test('a turn that comes again is not read again', () => {
  const memory = new TurnMemory(weights);
  const first = memory.score(turn, 1000);
  expect(memory.score(turn, 1000)).toBe(first);
  expect(memory.score(turn, 10)).not.toEqual(first);
  expect(memory.score(turn, 1000)).toEqual(first);
});

test('it forgets when it is full, and keeps no long texts', () => {
  const memory = new TurnMemory(weights, 2);
  const first = memory.score(turn, 1000);
  memory.score('second', 1000);
  memory.score('third', 1000);
  expect(memory.score(turn, 1000)).not.toBe(first);
  const long = 'word '.repeat(1000);
  expect(memory.score(long, 1000)).not.toBe(memory.score(long, 1000));
});
