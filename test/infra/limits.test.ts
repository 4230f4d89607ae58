import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { Json, JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';
import { templateFaults } from './support/template-faults.ts';

const names = Object.keys(deployments) as DeploymentName[];

test.each(names)('the templates of %s have none of the faults that the checkers miss', (name) => {
  for (const { id, template } of deployment(name).stacks) expect([id, templateFaults(template)]).toEqual([id, []]);
});

function faultsOf(type: string, properties: JsonObject): readonly string[] {
  return templateFaults({ Resources: { It: { Type: type, Properties: properties } } });
}

const target = 'AWS::ApplicationAutoScaling::ScalableTarget';
const alarm = 'AWS::CloudWatch::Alarm';
const method = 'AWS::ApiGateway::Method';

describe('such a fault is seen', () => {
  test.each<[string, JsonObject]>([
    ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 hours)' }],
    ['AWS::Events::Rule', { ScheduleExpression: 'rate(0 minutes)' }],
    ['AWS::Events::Rule', { ScheduleExpression: 'cron(0 6 * * MON-FRI *)' }],
    ['AWS::Events::Rule', { ScheduleExpression: 'cron(0 6 * * *)' }],
    ['AWS::Events::Rule', { ScheduleExpression: 'cron(0 25 ? * MON-FRI *)' }],
    ['AWS::Scheduler::Schedule', { ScheduleExpression: 'every day' }],
    [target, { MinCapacity: 5, MaxCapacity: 2 }],
    [target, { MinCapacity: 0, MaxCapacity: 2, ScheduledActions: [action('cron(0 6 ? * MONDAY *)', 0, 1)] }],
    [target, { MinCapacity: 0, MaxCapacity: 2, ScheduledActions: [action('cron(0 6 ? * MON *)', 3, 1)] }],
    [alarm, { DatapointsToAlarm: 4, EvaluationPeriods: 3, Period: 60 }],
    [alarm, { DatapointsToAlarm: 1, EvaluationPeriods: 3, Period: 45 }],
    [alarm, { EvaluationPeriods: 3, Metrics: [{ MetricStat: { Period: 61 } }] }],
    [method, { HttpMethod: 'FETCH' }],
    [method, { HttpMethod: 'ANY', Integration: { TimeoutInMillis: 60_000 } }],
    [method, { HttpMethod: 'ANY', Integration: { ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_001 } }],
    ['AWS::IAM::Policy', policy('Permit', 's3:GetObject')],
    ['AWS::IAM::Policy', policy('Allow', 's3 GetObject')],
    ['AWS::IAM::Policy', policy('Allow', ...Array.from({ length: 1_000 }, () => 's3:GetObject'))],
  ])('%s %j', (type, properties) => {
    expect(faultsOf(type, properties)).toHaveLength(1);
  });

  test.each([
    'rate(1 hour)',
    'rate(5 minutes)',
    'cron(0/15 6-18 ? * MON-FRI,SUN *)',
    'cron(0 0 L * ? 2027)',
    'at(2027-01-01T00:00:00)',
  ])('and none in %s', (ScheduleExpression) => {
    expect(faultsOf('AWS::Events::Rule', { ScheduleExpression })).toEqual([]);
  });

  test('when there are too many resources for one stack', () => {
    const many = Array.from({ length: 451 }, (_, index): [string, Json] => [`R${index}`, { Type: 'AWS::SNS::Topic' }]);
    expect(templateFaults({ Resources: Object.fromEntries(many) })).toHaveLength(1);
  });
});

function action(Schedule: string, MinCapacity: number, MaxCapacity: number): JsonObject {
  return { Schedule, ScalableTargetAction: { MinCapacity, MaxCapacity } };
}

function policy(Effect: string, ...Action: readonly string[]): JsonObject {
  return { PolicyDocument: { Statement: [{ Effect, Action, Resource: 'r' }] } };
}
