import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import type { StateStack } from '../state/state-stack.ts';
import { alarmFacts } from './alarm-facts.ts';
import { catoAlarm } from './cato-alarm.ts';
import { CatoDashboard, type RegionOnDashboard } from './dashboard.ts';

export interface ObservabilityStackProps extends CatoStackProps {
  readonly state: StateStack;
  readonly orchestration: OrchestrationStack;
}

/** The alarms and whom they tell; in the home region the dashboard of all regions, and a budget. */
export class ObservabilityStack extends CatoStack {
  /** Whom alarms tell. */
  readonly topic: Topic;
  /** Without the prefix. */
  readonly alarms: readonly string[];

  constructor(scope: Construct, props: ObservabilityStackProps) {
    super(scope, props, { part: 'observability', description: 'dashboard, alarms, budget' });
    const { prefix, operations } = this.settings.deploy;
    this.topic = new Topic(this, 'Alarms', { displayName: `Cato ${prefix}`, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com'), new ServicePrincipal('budgets.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (operations.alarmEmail !== null) this.topic.addSubscription(new EmailSubscription(operations.alarmEmail));
    const facts = alarmFacts({ ...props, isHome: this.isHome });
    this.alarms = facts.map(({ name }) => name);
    for (const one of facts) catoAlarm(this, prefix, one).addAlarmAction(new SnsAction(this.topic));
    if (this.isHome && operations.monthlyBudgetUsd !== null) this.#budget(operations.monthlyBudgetUsd, this.topic);
  }

  /** For the home region, once all regions have their alarms. */
  show(regions: readonly RegionOnDashboard[]): void {
    new CatoDashboard(this, 'Dashboard', { prefix: this.settings.deploy.prefix, regions });
  }

  /** Of the whole account: calls of models carry no tag, and those of other makers are not booked as Bedrock's. */
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
      },
      notificationsWithSubscribers: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
    });
  }
}
