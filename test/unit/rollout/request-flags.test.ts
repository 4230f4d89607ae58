import { expect, test } from '@jest/globals';
import type { Flag } from '../../../core/ports/flag-source.ts';
import { builtInFlags, requestFlags } from '../../../core/rollout/request-flags.ts';

const ask = (flags: Readonly<Record<string, Flag>>, principal = 'anonymous') =>
  requestFlags({ flag: async (name) => flags[name] ?? null }, principal);

test('where no flag is known, everything is on for everybody', async () => {
  expect(await ask({})).toEqual(builtInFlags);
  expect(builtInFlags).toEqual({
    cohorts: { use_new_orchestrator: true },
    backgroundAnswers: true,
    streamRecovery: true,
  });
});

test('a switch turns off what it is called after, and nothing else', async () => {
  const off = { enabled: false, percentage: null };
  expect(await ask({ background_answers: off })).toEqual({ ...builtInFlags, backgroundAnswers: false });
  expect(await ask({ stream_recovery: off })).toEqual({ ...builtInFlags, streamRecovery: false });
});

test('a share sends those within it to the new cohort, and nobody where the flag is off', async () => {
  const cohortAt = async (flag: Flag, principal: string) =>
    (await ask({ use_new_orchestrator: flag }, principal)).cohorts.use_new_orchestrator;
  const people = Array.from({ length: 200 }, (_, index) => `user-${index}`);
  const within = async (flag: Flag) => {
    const cohorts = await Promise.all(people.map((one) => cohortAt(flag, one)));
    return cohorts.filter(Boolean).length;
  };
  expect(await within({ enabled: true, percentage: 0 })).toBe(0);
  expect(await within({ enabled: true, percentage: 50 })).toBeGreaterThan(70);
  expect(await within({ enabled: true, percentage: 50 })).toBeLessThan(130);
  expect(await within({ enabled: true, percentage: null })).toBe(200);
  expect(await within({ enabled: false, percentage: 100 })).toBe(0);
});
