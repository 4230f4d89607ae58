import { expect, test } from '@jest/globals';
import { generateFaultScript } from './generate-fault-script.ts';
import { runFaultScripts } from './run-fault-scripts.ts';

const seed = 20_260;

test('of four hundred random fault scripts each request ends complete and correct, or in an explicit error', async () => {
  const { failures, done, outcomes } = await runFaultScripts({ seed, first: 0, count: 400, concurrency: 32 });
  expect(failures.map(({ script, what }) => `--seed ${seed} --only ${script.index}: ${what}`)).toEqual([]);
  expect(done).toBe(400);
  // The scripts reach what they are to reach; answering everything with an error would pass for nothing. A busy machine
  // runs into more of their short time limits: 200 and more are complete on an idle one.
  const times = (outcome: string): number => outcomes.get(outcome) ?? 0;
  expect(times('complete')).toBeGreaterThan(80);
  expect(times('complete, continue')).toBeGreaterThan(0);
  expect(times('complete, restart')).toBeGreaterThan(8);
  expect(times('broken off with an error')).toBeGreaterThan(8);
  for (const status of [400, 429, 502, 503, 504]) expect(times(`error ${status}`)).toBeGreaterThan(2);
}, 120_000);

test('a script is made again by its seed and index, and by no other', () => {
  expect(generateFaultScript(seed, 7)).toEqual(generateFaultScript(seed, 7));
  expect(generateFaultScript(seed, 7)).not.toEqual(generateFaultScript(seed, 8));
  expect(generateFaultScript(seed, 7)).not.toEqual({ ...generateFaultScript(seed + 1, 7), index: 7 });
});
