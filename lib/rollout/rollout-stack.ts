import { Duration } from 'aws-cdk-lib';
import {
  Application,
  ConfigurationContent,
  ConfigurationType,
  DeploymentStrategy,
  Environment,
  HostedConfiguration,
  LambdaValidator,
  Monitor,
  RolloutStrategy,
} from 'aws-cdk-lib/aws-appconfig';
import { Alarm, ComparisonOperator, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { cloudMetrics } from '../../config/cloud-metrics.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { CatoFunction } from '../functions/cato-function.ts';
import { catoMetric } from '../observability/cato-metric.ts';

/** What changes without a deployment: the live configuration and the flags, validated, and rolled back by alarms. */
export class RolloutStack extends CatoStack {
  /** `application/environment/configuration/flags`, as the functions are told. */
  readonly appConfigIds: string;
  /** More than one in twenty requests failed. */
  readonly failureAlarm: Alarm;
  readonly #arn: string;

  constructor(scope: Construct, props: CatoStackProps) {
    super(scope, props, { part: 'rollout', description: 'live configuration and flags' });
    const { prefix } = this.settings.deploy;
    this.failureAlarm = new Alarm(this, 'FailureRate', {
      alarmName: `${prefix}-failure-rate`,
      alarmDescription: 'More than 5 % of requests fail: see docs/runbook.md#failure-rate',
      metric: new MathExpression({
        expression: 'IF(requests >= 20, 100 * failures / requests, 0)',
        usingMetrics: {
          requests: catoMetric(prefix, cloudMetrics.requests, 'Sum'),
          failures: catoMetric(prefix, cloudMetrics.failures, 'Sum'),
        },
        period: Duration.minutes(1),
      }),
      threshold: 5,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const application = new Application(this, 'Application', { applicationName: prefix });
    const environment = new Environment(this, 'Environment', {
      application,
      environmentName: 'live',
      monitors: [Monitor.fromCloudWatchAlarm(this.failureAlarm)],
    });
    // A slow strategy would hold the stack's update for its whole time; later versions are rolled out by other means.
    const deploymentStrategy = new DeploymentStrategy(this, 'AtOnce', {
      rolloutStrategy: RolloutStrategy.linear({
        growthFactor: 100,
        deploymentDuration: Duration.minutes(0),
        finalBakeTime: Duration.minutes(0),
      }),
    });
    const validator = new CatoFunction(this, 'Validator', {
      settings: this.settings,
      entry: 'validate-configuration',
      description: 'says whether a live configuration can take the place of the deployed one',
      environment: {},
      timeout: Duration.seconds(15),
    });
    const configuration = new HostedConfiguration(this, 'Configuration', {
      application,
      name: 'configuration',
      content: ConfigurationContent.fromInlineJson(this.settings.document),
      type: ConfigurationType.FREEFORM,
      validators: [LambdaValidator.fromFunction(validator.function)],
      deployTo: [environment],
      deploymentStrategy,
    });
    const flags = new HostedConfiguration(this, 'Flags', {
      application,
      name: 'orchestration',
      content: ConfigurationContent.fromInlineJson(JSON.stringify(firstFlags)),
      type: ConfigurationType.FEATURE_FLAGS,
      deployTo: [environment],
      deploymentStrategy,
    });
    // Deployments to one environment wait for nobody: the second is refused while the first goes on.
    flags.node.addDependency(configuration);
    this.appConfigIds = [
      application.applicationId,
      environment.environmentId,
      configuration.configurationProfileId,
      flags.configurationProfileId,
    ].join('/');
    this.#arn = this.formatArn({
      service: 'appconfig',
      resource: 'application',
      resourceName: `${application.applicationId}/environment/${environment.environmentId}/configuration/*`,
    });
  }

  /** Reading the two documents. */
  grantRead(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
        resources: [this.#arn],
      }),
    );
  }
}

const firstFlags = {
  version: '1',
  flags: {
    use_new_orchestrator: {
      name: 'use_new_orchestrator',
      attributes: { percentage: { constraints: { type: 'number', minimum: 0, maximum: 100, required: true } } },
    },
  },
  values: { use_new_orchestrator: { enabled: true, percentage: 100 } },
};
