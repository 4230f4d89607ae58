import { Duration } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import type { GatewayStack } from '../gateway/gateway-stack.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import type { RolloutStack } from '../rollout/rollout-stack.ts';
import type { StateStack } from '../state/state-stack.ts';
import { type AlarmFacts, alarmFacts } from './alarm-facts.ts';
import { catoMetric } from './cato-metric.ts';

export interface ObservabilityStackProps extends CatoStackProps {
  readonly state: StateStack;
  readonly rollout: RolloutStack;
  readonly orchestration: OrchestrationStack;
  readonly gateway: GatewayStack;
}

/** One dashboard, the alarms and whom they tell, and in the home region a budget. */
export class ObservabilityStack extends CatoStack {
  constructor(scope: Construct, props: ObservabilityStackProps) {
    super(scope, props, { part: 'observability', description: 'dashboard, alarms, budget' });
    const { rollout } = props;
    const { prefix, operations } = this.settings.deploy;
    const topic = new Topic(this, 'Alarms', { displayName: `Cato ${prefix}`, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com'), new ServicePrincipal('budgets.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (operations.alarmEmail !== null) topic.addSubscription(new EmailSubscription(operations.alarmEmail));
    const alarms = alarmFacts({ ...props, isHome: this.isHome }).map((facts) => this.#alarm(facts));
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
    this.#dashboard([...alarms, ...rollout.monitors], props);
    if (this.isHome && operations.monthlyBudgetUsd !== null) this.#budget(operations.monthlyBudgetUsd, topic);
  }

  #alarm({ name, entry = name, meaning, metric, threshold, minutes, of }: AlarmFacts): Alarm {
    return new Alarm(this, name, {
      alarmName: `${this.settings.deploy.prefix}-${name}`,
      alarmDescription: `${meaning} See docs/runbook.md#${entry}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: minutes,
      datapointsToAlarm: of,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  #dashboard(alarms: readonly Alarm[], { gateway, orchestration }: ObservabilityStackProps): void {
    const { prefix } = this.settings.deploy;
    const minute = { period: Duration.minutes(1) };
    const graph = (title: string, left: readonly IMetric[]) => new GraphWidget({ title, width: 12, left: [...left] });
    const own = (metric: { readonly name: string }, ...statistics: string[]) =>
      statistics.map((statistic) => catoMetric(prefix, metric, statistic));
    new Dashboard(this, 'Dashboard', {
      dashboardName: prefix,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', width: 24, alarms: [...alarms] })],
        [
          graph('Requests and failures', [...own(cloudMetrics.requests, 'Sum'), ...own(cloudMetrics.failures, 'Sum')]),
          graph('First byte, ms', own(cloudMetrics.firstByte, 'p50', 'p99')),
        ],
        [
          graph('Calls to providers', [
            ...own(cloudMetrics.attempts, 'Sum'),
            ...own(cloudMetrics.failedAttempts, 'Sum'),
            ...own(cloudMetrics.recoveries, 'Sum'),
          ]),
          graph("The gateway's own time, ms", own(cloudMetrics.overhead, 'p50', 'p99')),
        ],
        [
          graph('US dollars', own(cloudMetrics.costUsd, 'Sum')),
          graph('Tokens', [...own(cloudMetrics.inputTokens, 'Sum'), ...own(cloudMetrics.outputTokens, 'Sum')]),
        ],
        [
          graph('Gateway', computeMetrics(gateway)),
          graph('Background answers', [
            orchestration.backgroundAnswers.metricStarted(minute),
            orchestration.backgroundAnswers.metricSucceeded(minute),
            orchestration.backgroundAnswers.metricFailed(minute),
          ]),
        ],
      ],
    });
  }

  /** Of the whole account's costs that carry the deployment's tag. */
  #budget(amount: number, topic: Topic): void {
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    const notification = (notificationType: string, threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:cato:deployment$${this.settings.deploy.prefix}`] },
      },
      notificationsWithSubscribers: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
    });
  }
}

function computeMetrics({ gateway, container }: GatewayStack): readonly IMetric[] {
  const minute = { period: Duration.minutes(1) };
  if (container !== null) {
    const { service, tasks } = container;
    return [
      service.metricCpuUtilization(minute),
      service.metricMemoryUtilization(minute),
      tasks.metrics.healthyHostCount(minute),
      tasks.metrics.unhealthyHostCount(minute),
    ];
  }
  if (gateway === null) return [];
  return [
    gateway.function.metric('ConcurrentExecutions', { ...minute, statistic: 'Maximum' }),
    gateway.function.metricErrors(minute),
    gateway.function.metricThrottles(minute),
  ];
}
