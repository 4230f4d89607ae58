import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** An alarm: what it watches, and from where on somebody should look. Its entry in the runbook is called like it. */
export interface AlarmFacts {
  /** Without the prefix; the runbook's heading. */
  readonly name: string;
  /** The runbook's anchor, where several alarms share an entry. Default: the name. */
  readonly entry?: string;
  /** What is wrong when it is on, one sentence. */
  readonly meaning: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods of the metric that are looked at: minutes, unless the metric says otherwise. */
  readonly periods: number;
  /** How many of them must be above the threshold. */
  readonly breaching: number;
}

/** The name by which an alarm is known in its region. */
export function alarmName(prefix: string, name: string): string {
  return `${prefix}-${name}`;
}

/** An alarm that is on above its threshold, and off when there is nothing to measure. */
export function catoAlarm(scope: Construct, prefix: string, facts: AlarmFacts): Alarm {
  const { name, entry = name, meaning, metric, threshold, periods, breaching } = facts;
  return new Alarm(scope, name, {
    alarmName: alarmName(prefix, name),
    alarmDescription: `${meaning} See docs/runbook.md#${entry}`,
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    datapointsToAlarm: breaching,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
