import { Duration } from 'aws-cdk-lib';
import { type Alarm, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import { type AlarmFacts, catoAlarm } from '../observability/cato-alarm.ts';
import { catoMetric } from '../observability/cato-metric.ts';

/** Minutes that a monitor looks at. */
export const monitorMinutes = 3;

/**
 * The alarms that take a live configuration back while it is watched. They are stricter than those that call somebody,
 * and call nobody.
 */
export function rolloutMonitors(scope: Construct, prefix: string): readonly Alarm[] {
  const monitors: readonly Pick<AlarmFacts, 'name' | 'meaning' | 'metric' | 'threshold'>[] = [
    {
      name: 'rollout-failures',
      meaning: 'More than 1 % of requests fail: a rollout is taken back.',
      metric: failurePercentage(prefix),
      threshold: 1,
    },
    {
      name: 'rollout-slow',
      meaning: 'One in a hundred clients waits longer than 2 s for the first byte: a rollout is taken back.',
      metric: catoMetric(prefix, cloudMetrics.firstByte, 'p99'),
      threshold: 2_000,
    },
  ];
  return monitors.map((facts) => catoAlarm(scope, prefix, { ...facts, periods: monitorMinutes, breaching: 2 }));
}

/** Of the requests of a minute; 0 when there were too few to tell. */
export function failurePercentage(prefix: string): IMetric {
  return new MathExpression({
    expression: 'IF(requests >= 20, 100 * FILL(failures, 0) / requests, 0)',
    usingMetrics: {
      requests: catoMetric(prefix, cloudMetrics.requests, 'Sum'),
      failures: catoMetric(prefix, cloudMetrics.failures, 'Sum'),
    },
    period: Duration.minutes(1),
  });
}
