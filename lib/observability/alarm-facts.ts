import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import { failurePercentage } from '../rollout/monitors.ts';
import type { Settings } from '../settings.ts';
import type { StateStack } from '../state/state-stack.ts';
import type { AlarmFacts } from './cato-alarm.ts';
import { catoMetric } from './cato-metric.ts';
import { hostedAlarms } from './hosted-alarms.ts';

export interface Watched {
  readonly settings: Settings;
  /** In the first region, which has what there is once. */
  readonly isHome: boolean;
  readonly state: StateStack;
  readonly orchestration: OrchestrationStack;
}

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);

/**
 * The alarms that tell somebody, but for those of the gateway's own stack. Those that take a rollout back are the rollout
 * stack's.
 */
export function alarmFacts({ settings, isHome, orchestration, state }: Watched): readonly AlarmFacts[] {
  const { prefix, regions } = settings.deploy;
  return [
    {
      name: 'failure-rate',
      meaning: 'More than 5 % of requests fail.',
      metric: failurePercentage(prefix),
      threshold: 5,
      periods: 5,
      breaching: 3,
    },
    {
      name: 'everything-fails',
      meaning: 'All requests of five minutes failed, and there were at least five.',
      metric: new MathExpression({
        expression: 'IF(FILL(failures, 0) >= 5 AND FILL(failures, 0) >= requests, 1, 0)',
        usingMetrics: {
          requests: catoMetric(prefix, cloudMetrics.requests, 'Sum').with({ period: fiveMinutes }),
          failures: catoMetric(prefix, cloudMetrics.failures, 'Sum').with({ period: fiveMinutes }),
        },
        period: fiveMinutes,
      }),
      threshold: 0,
      periods: 1,
      breaching: 1,
    },
    {
      name: 'slow-first-byte',
      meaning: 'One in a hundred clients waits longer than 10 s for the first byte.',
      metric: catoMetric(prefix, cloudMetrics.firstByte, 'p99'),
      threshold: 10_000,
      periods: 10,
      breaching: 8,
    },
    {
      name: 'gateway-overhead',
      meaning: "The gateway's own part of the time to the first byte is above 100 ms for one request in a hundred.",
      metric: catoMetric(prefix, cloudMetrics.overhead, 'p99'),
      threshold: 100,
      periods: 10,
      breaching: 8,
    },
    {
      name: 'failing-targets',
      meaning: 'More than a quarter of the calls to providers fail.',
      metric: new MathExpression({
        expression: 'IF(attempts >= 20, 100 * FILL(failed, 0) / attempts, 0)',
        usingMetrics: {
          attempts: catoMetric(prefix, cloudMetrics.attempts, 'Sum'),
          failed: catoMetric(prefix, cloudMetrics.failedAttempts, 'Sum'),
        },
        period: minute,
      }),
      threshold: 25,
      periods: 5,
      breaching: 4,
    },
    ...costAlarms(settings),
    {
      name: 'configuration-refused',
      meaning: 'The live configuration is one that the gateway does not take; it goes on with what it had.',
      metric: catoMetric(prefix, cloudMetrics.refusedConfigurations, 'Sum'),
      threshold: 0,
      // Longer than a deployment takes, whose document is in force before its gateways are.
      periods: 60,
      breaching: 25,
    },
    {
      name: 'background-answers-failing',
      meaning: 'Runs of background answers failed or ran out of time.',
      // Aborted ones are those that clients cancelled.
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + FILL(late, 0)',
        usingMetrics: {
          failed: orchestration.backgroundAnswers.metricFailed({ period: minute, statistic: 'Sum' }),
          late: orchestration.backgroundAnswers.metricTimedOut({ period: minute, statistic: 'Sum' }),
        },
        period: minute,
      }),
      threshold: 5,
      periods: 15,
      breaching: 5,
    },
    {
      name: 'background-answers-stuck',
      meaning: 'A turn could be ended neither by its run nor after it.',
      metric: orchestration.unendedRuns.metricApproximateNumberOfMessagesVisible({
        period: minute,
        statistic: 'Maximum',
      }),
      threshold: 0,
      periods: 5,
      breaching: 1,
    },
    ...(isHome ? hostedAlarms(settings.deploy) : []),
    ...[state.workingMemory, state.coordination].flatMap(({ tableName }) => tableAlarms(prefix, tableName, regions)),
  ];
}

/** Budgets are hours behind, and see no provider outside AWS. */
function costAlarms({ deploy: { prefix, operations } }: Settings): readonly AlarmFacts[] {
  if (operations.monthlyBudgetUsd === null) return [];
  return [
    {
      name: 'model-costs',
      meaning: 'Answers of an hour cost more than a hundredth of the monthly budget.',
      metric: catoMetric(prefix, cloudMetrics.costUsd, 'Sum').with({ period: Duration.hours(1) }),
      threshold: operations.monthlyBudgetUsd / 100,
      periods: 1,
      breaching: 1,
    },
  ];
}

function tableAlarms(prefix: string, tableName: string, regions: readonly string[]): readonly AlarmFacts[] {
  const name = tableName.slice(prefix.length + 1);
  const metric = (metricName: string, dimensions: Record<string, string> = {}, statistic = 'Sum') =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName, ...dimensions },
      period: minute,
      statistic,
    });
  const [, ...replicas] = regions;
  return [
    {
      name: `${name}-throttled`,
      meaning: `Reads or writes of the table ${name} were refused for want of capacity.`,
      metric: new MathExpression({
        // There are points only where something was refused.
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        usingMetrics: { reads: metric('ReadThrottleEvents'), writes: metric('WriteThrottleEvents') },
        period: minute,
      }),
      threshold: 10,
      periods: 5,
      breaching: 3,
    },
    ...replicas.map((region) => ({
      name: `${name}-late-in-${region}`,
      entry: `${name}-late-in-region`,
      meaning: `What is written to ${name} reaches ${region} more than a minute later.`,
      metric: metric('ReplicationLatency', { ReceivingRegion: region }, 'Average'),
      threshold: 60_000,
      periods: 10,
      breaching: 8,
    })),
  ];
}
