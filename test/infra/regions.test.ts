import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { awsRegionPattern } from '../../config/aws-region.ts';
import { awsRegions, partitionOf, regionsWithoutBudgets } from '../../config/aws-regions.ts';

test('the regions that settings may name are those the CDK knows', () => {
  expect([...awsRegions].sort()).toEqual(RegionInfo.regions.map(({ name }) => name).sort());
  for (const region of awsRegions) expect(region).toMatch(awsRegionPattern);
});

test('regions are in the same world exactly when the CDK says so', () => {
  const world = new Map<string, string | undefined>();
  for (const { name, partition } of RegionInfo.regions) {
    const known = world.get(partitionOf(name));
    if (known !== undefined) expect([name, partition]).toEqual([name, known]);
    world.set(partitionOf(name), partition);
  }
  expect(new Set(world.values()).size).toBe(world.size);
});

test('the regions without budgets are those in which the CDK lets nobody make one', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'cato-budgets-'));
  const app = new App({ outdir, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  for (const region of awsRegions) {
    const stack = new Stack(app, `in-${region}`, { env: { region, account: '111122223333' } });
    const budgetLimit = { amount: 1, unit: 'USD' };
    new CfnBudget(stack, 'Budget', { budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit } });
  }
  try {
    app.synth();
  } catch {
    // That is the answer; the report says it for each.
  }
  process.exitCode = 0;
  const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
  const refused = new Set([...report.matchAll(/"in-([a-z0-9-]+)\/Budget"/g)].map(([, region]) => region));
  rmSync(outdir, { recursive: true });
  expect([...refused].sort()).toEqual([...regionsWithoutBudgets].sort());
}, 60_000);
