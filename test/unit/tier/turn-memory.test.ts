import { expect, test } from '@jest/globals';
import { TurnMemory } from '../../../core/routing/tier/turn-memory.ts';
import { loadTierWeights } from '../../../wiring/load-tier-weights.ts';

const weights = loadTierWeights();
const turn = 'Compare three sorting algorithms in Python.';

test('a turn that comes again is not read again', () => {
  const memory = new TurnMemory(weights);
  const first = memory.score(turn, 1000, false);
  expect(memory.score(turn, 1000, false)).toBe(first);
  expect(memory.score(turn, 10, false)).not.toEqual(first);
  expect(memory.score(turn, 1000, false)).toEqual(first);
});

test('what is asked for the first time is not kept', () => {
  const memory = new TurnMemory(weights);
  const first = memory.score(turn, 1000, true);
  const kept = memory.score(turn, 1000, false);
  expect(kept).not.toBe(first);
  expect(memory.score(turn, 1000, true)).toBe(kept);
});

test('it forgets when it is full, and keeps no long texts', () => {
  const memory = new TurnMemory(weights, 2);
  const first = memory.score(turn, 1000, false);
  memory.score('second', 1000, false);
  memory.score('third', 1000, false);
  expect(memory.score(turn, 1000, false)).not.toBe(first);
  const long = 'word '.repeat(1000);
  expect(memory.score(long, 1000, false)).not.toBe(memory.score(long, 1000, false));
});
