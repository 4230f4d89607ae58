import { describe, expect, test } from '@jest/globals';
import type { Load } from '../../../local/plan/load.ts';
import { neededQuotas } from '../../../local/plan/needed-quotas.ts';
import { bedrock, planOf } from './plans.ts';

function quotasOf(load: Partial<Load>, text = bedrock) {
  return neededQuotas(planOf({ users: 100_000, ...load }, 'standard', text));
}

/** Tokens a minute of all models of Bedrock. */
function tokensOf(load: Partial<Load>): number {
  const found = quotasOf(load).filter(({ service }) => service === 'Bedrock');
  expect(found.length).toBeGreaterThan(0);
  return found.reduce((sum, { needed }) => sum + needed, 0);
}

describe('the quotas that a load needs', () => {
  test('count a token of an answer as five of a question, as Bedrock may', () => {
    const asked = { inputTokens: 1_000, outputTokens: 0 };
    const answered = tokensOf({ ...asked, outputTokens: 100 });
    expect(answered / tokensOf({ ...asked, inputTokens: 1_500 })).toBeCloseTo(1, 4);
    expect(answered / tokensOf(asked)).toBeCloseTo(1.5, 4);
  });

  test('have room for as many instances as the settings let come', () => {
    const deploy =
      'deploy: { shadowSelf: { minInstances: 2, maxInstances: 77, floors: [] }, nli: { minInstances: 1, maxInstances: 33 } }';
    const instances = quotasOf({ users: 0 }, `${bedrock}${deploy}\n`).filter(({ unit }) => unit === 'instances');
    expect(instances.map(({ needed }) => needed).sort()).toEqual([33, 77]);
  });

  test('are of the whole load in one region, twice as much of twice as many', () => {
    const needed = (users: number) => new Map(quotasOf({ users }).map(({ name, needed: count }) => [name, count]));
    const [once, twice] = [needed(500_000), needed(1_000_000)];
    for (const name of ['Concurrent executions']) {
      expect((twice.get(name) ?? 0) / (once.get(name) ?? 1)).toBeCloseTo(2, 1);
    }
  });
});
