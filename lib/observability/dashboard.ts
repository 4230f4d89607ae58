import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  AlarmWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import { alarmName } from './cato-alarm.ts';
import { catoMetric } from './cato-metric.ts';

/** What is shown of a region: everything by its name, so that no stack has to know another region's. */
export interface RegionOnDashboard {
  readonly region: string;
  /** Names of its alarms, without the prefix. */
  readonly alarms: readonly string[];
}

export interface CatoDashboardProps {
  readonly prefix: string;
  readonly regions: readonly RegionOnDashboard[];
}

/** Alarms whose own graphs say how busy what the gateway runs as is, and how background answers do. */
const graphed = /^(?:gateway-(?:nearly-full|throttled|tasks-busy|tasks-unhealthy)|background-answers-failing)$/;

/** The one dashboard, with all regions: dashboards belong to an account, and two of one name would be one. */
export class CatoDashboard extends Construct {
  constructor(scope: Construct, id: string, { prefix, regions }: CatoDashboardProps) {
    super(scope, id);
    new Dashboard(this, 'All', {
      dashboardName: prefix,
      widgets: regions.flatMap((one) => [
        ...(regions.length === 1 ? [] : [[new TextWidget({ markdown: `# ${one.region}`, width: 24, height: 1 })]]),
        ...this.#rows(prefix, one),
      ]),
    });
  }

  #rows(prefix: string, { region, alarms }: RegionOnDashboard): readonly IWidget[][] {
    const named = alarms.map((name): [string, IAlarm] => [name, this.#alarm(region, alarmName(prefix, name))]);
    const graph = (title: string, ...left: ReturnType<typeof own>) =>
      new GraphWidget({ title, width: 12, region, left });
    const own = (metric: { readonly name: string }, ...statistics: string[]) =>
      statistics.map((statistic) => catoMetric(prefix, metric, statistic).with({ region }));
    return [
      [new AlarmStatusWidget({ title: `Alarms in ${region}`, width: 24, alarms: named.map(([, alarm]) => alarm) })],
      [
        graph(
          'Requests and failures',
          ...own(cloudMetrics.requests, 'Sum'),
          ...own(cloudMetrics.failures, 'Sum'),
          ...own(cloudMetrics.refused, 'Sum'),
        ),
        graph('First byte, ms', ...own(cloudMetrics.firstByte, 'p50', 'p99')),
      ],
      [
        graph(
          'Calls to providers',
          ...own(cloudMetrics.attempts, 'Sum'),
          ...own(cloudMetrics.failedAttempts, 'Sum'),
          ...own(cloudMetrics.recoveries, 'Sum'),
        ),
        graph("The gateway's own time, ms", ...own(cloudMetrics.overhead, 'p50', 'p99')),
      ],
      [
        graph('US dollars', ...own(cloudMetrics.costUsd, 'Sum')),
        graph('Tokens', ...own(cloudMetrics.inputTokens, 'Sum'), ...own(cloudMetrics.outputTokens, 'Sum')),
      ],
      named
        .filter(([name]) => graphed.test(name))
        .map(([title, alarm]) => new AlarmWidget({ title, width: 8, region, alarm })),
    ];
  }

  #alarm(region: string, name: string): IAlarm {
    const { partition, account } = Stack.of(this);
    return Alarm.fromAlarmArn(
      this,
      `${region}-${name}`,
      `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`,
    );
  }
}
