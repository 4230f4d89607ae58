import { expect, test } from '@jest/globals';
import { list } from './support/access.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

test.each(names)('the budget of %s sees what models cost, which carries no tag and is of no one service', (name) => {
  const { stacks, settings } = deployment(name);
  const budgets = stacks.flatMap((stack) => stack.ofType('AWS::Budgets::Budget'));
  expect(budgets).toHaveLength(settings.deploy.operations.monthlyBudgetUsd === null ? 0 : 1);
  for (const { properties } of budgets) {
    const { CostFilters, FilterExpression } = properties.Budget as JsonObject;
    expect([CostFilters, FilterExpression]).toEqual([undefined, undefined]);
  }
});

test.each(names)('in each region of %s somebody is told within the hour when models cost too much', (name) => {
  const { stacks, settings } = deployment(name);
  const { prefix, operations, regions } = settings.deploy;
  const alarms = stacks
    .flatMap((stack) => stack.ofType('AWS::CloudWatch::Alarm'))
    .filter(({ properties }) => properties.AlarmName === `${prefix}-model-costs`);
  expect(alarms.map(({ stack }) => stack.region)).toEqual(operations.monthlyBudgetUsd === null ? [] : regions);
  for (const { properties } of alarms) {
    expect(properties).toMatchObject({
      MetricName: 'CostUsd',
      Namespace: 'Cato',
      Statistic: 'Sum',
      Period: 3_600,
      EvaluationPeriods: 1,
      Threshold: (operations.monthlyBudgetUsd ?? 0) / 100,
    });
    expect(list(properties.AlarmActions)).toHaveLength(1);
  }
});
