import { describe, expect, test } from '@jest/globals';
import { runsForMs } from '../../wiring/deployed/deployed-background.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject, Stack } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

/** In what else than success a run ends: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
const unsuccessful = ['ABORTED', 'FAILED', 'TIMED_OUT'];

describe.each(names)('background answers of %s', (name) => {
  const stacks = () => deployment(name).stacks.filter(({ part }) => part === 'orchestration');

  test('end their turn in whatever way their run ends', () => {
    expect(stacks().length).toBeGreaterThan(0);
    for (const stack of stacks()) {
      const [rule, ...others] = stack.ofType('AWS::Events::Rule');
      expect(others).toEqual([]);
      const { detail, source } = (rule?.properties.EventPattern ?? {}) as {
        detail: JsonObject;
        source: readonly string[];
      };
      expect(source).toEqual(['aws.states']);
      expect([...(detail.status as string[])].sort()).toEqual(unsuccessful);
      expect(detail.stateMachineArn).toEqual(['<orchestration/BackgroundAnswers>']);
      const targets = rule?.properties.Targets as readonly JsonObject[];
      expect(targets.map(({ Arn }) => Arn)).toEqual(['<orchestration/fail/Function>']);
      expect(targets[0]?.DeadLetterConfig).toEqual({ Arn: '<orchestration/UnendedRuns>' });
    }
  });

  test('have all the time that a client was promised', () => {
    for (const stack of stacks()) expect(secondsOf(stack) * 1000).toBeGreaterThanOrEqual(runsForMs);
  });

  test('that could not be ended call somebody with the first one', () => {
    for (const stack of deployment(name).stacks.filter(({ part }) => part === 'observability')) {
      const { properties } = stack.at('background-answers-stuck');
      expect(properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        DatapointsToAlarm: 1,
      });
    }
  });
});

/** How long a run may take. */
function secondsOf(stack: Stack): number {
  const { properties } = stack.at('BackgroundAnswers');
  const [, seconds] = /"TimeoutSeconds":(\d+)[,}]/.exec(topLevel(String(properties.DefinitionString))) ?? [];
  return Number(seconds);
}

/** The definition without its states, which have times of their own. */
function topLevel(definition: string): string {
  const { States, ...rest } = JSON.parse(definition) as JsonObject;
  return JSON.stringify(rest);
}
