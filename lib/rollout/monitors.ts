import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import { catoMetric } from '../observability/cato-metric.ts';

/** Minutes that a monitor looks at. */
export const monitorMinutes = 3;

/**
 * The alarms that take a live configuration back while it is watched. They are stricter than those that call somebody,
 * and call nobody.
 */
export function rolloutMonitors(scope: Construct, prefix: string): readonly Alarm[] {
  const monitor = (name: string, meaning: string, metric: IMetric, threshold: number) =>
    new Alarm(scope, name, {
      alarmName: `${prefix}-${name}`,
      alarmDescription: `${meaning} See docs/runbook.md#${name}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: monitorMinutes,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  return [
    monitor(
      'rollout-failures',
      'More than 1 % of requests fail: a rollout is taken back.',
      failurePercentage(prefix),
      1,
    ),
    monitor(
      'rollout-slow',
      'One in a hundred clients waits longer than 2 s for the first byte: a rollout is taken back.',
      catoMetric(prefix, cloudMetrics.firstByte, 'p99'),
      2_000,
    ),
  ];
}

/** Of the requests of a minute; 0 when there were too few to tell. */
export function failurePercentage(prefix: string): IMetric {
  return new MathExpression({
    expression: 'IF(requests >= 20, 100 * failures / requests, 0)',
    usingMetrics: {
      requests: catoMetric(prefix, cloudMetrics.requests, 'Sum'),
      failures: catoMetric(prefix, cloudMetrics.failures, 'Sum'),
    },
    period: Duration.minutes(1),
  });
}
