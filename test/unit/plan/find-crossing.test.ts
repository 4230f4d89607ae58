import { describe, expect, test } from '@jest/globals';
import { findCrossing } from '../../../local/plan/find-crossing.ts';
import { usualLoad } from '../../../local/plan/load.ts';
import { neededQuotas } from '../../../local/plan/needed-quotas.ts';
import { secondsPerMonth, volumeOf } from '../../../local/plan/volume.ts';
import { bedrock, planOf } from './plans.ts';

describe('where functions and containers cross', () => {
  const { deploy } = planOf();
  const { requestsPerSecond, concurrent } = findCrossing(deploy, usualLoad);
  const costAt = (compute: string, rps: number): number => {
    const perUser = volumeOf({ ...usualLoad, users: 1 }).requests;
    const plan = planOf(
      { users: (rps * secondsPerMonth) / perUser },
      'small',
      `${bedrock}deploy: { compute: ${compute}, container: { maxTasks: 1000 } }\n`,
    );
    return plan.byComponent.compute + plan.byComponent['front door'];
  };

  test('a little less is cheaper with functions, a little more with containers', () => {
    const at = requestsPerSecond ?? Number.NaN;
    expect(costAt('lambda', at * 0.99)).toBeLessThan(costAt('container', at * 0.99));
    expect(costAt('container', at * 1.01)).toBeLessThan(costAt('lambda', at * 1.01));
  });

  test('is told in requests under way as well', () => {
    expect((concurrent ?? 0) / (requestsPerSecond ?? 1)).toBeCloseTo(volumeOf(usualLoad).meanSeconds, 6);
  });

  test('is nowhere where a request costs a function nothing to wait for', () => {
    const idle = { ...usualLoad, requestsPerDay: 0 };
    expect(findCrossing(deploy, idle).requestsPerSecond).toBeNull();
  });
});

describe('the quotas to raise', () => {
  const named = (users: number) =>
    new Map(neededQuotas(planOf({ users }, 'standard')).map((quota) => [quota.name, quota]));

  test('are those that the busiest time goes beyond', () => {
    expect(named(1_000).get('Concurrent executions')?.isToRaise).toBe(false);
    const busy = named(1_000_000).get('Concurrent executions');
    expect(busy?.isToRaise).toBe(true);
    expect(busy?.needed).toBeGreaterThan(1_900);
  });

  test('say of each Bedrock model what it needs, and do not guess what it has', () => {
    const tokens = [...named(1_000_000).values()].filter(({ service }) => service === 'Bedrock');
    expect(tokens).toHaveLength(2);
    for (const quota of tokens)
      expect([quota.default, quota.isToRaise, quota.needed > 1e6]).toEqual([null, null, true]);
  });
});
