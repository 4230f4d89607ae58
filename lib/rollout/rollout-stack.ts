import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Application,
  CfnHostedConfigurationVersion,
  ConfigurationContent,
  ConfigurationType,
  DeploymentStrategy,
  Environment,
  HostedConfiguration,
  JsonSchemaValidator,
  LambdaValidator,
  Monitor,
  RolloutStrategy,
} from 'aws-cdk-lib/aws-appconfig';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { CatoFunction, type CatoFunctionProps } from '../functions/cato-function.ts';
import { firstFlags, flagsSchema } from './flags-document.ts';
import { monitorMinutes, rolloutMonitors } from './monitors.ts';

/** What changes without a deployment: the live configuration and the flags, validated, and rolled back by alarms. */
export class RolloutStack extends CatoStack {
  /** `application/environment/configuration/flags`, as the functions are told. */
  readonly appConfigIds: string;
  /** Names of the alarms that take a rollout back, without the prefix. */
  readonly monitors: readonly string[];
  readonly #arn: string;

  constructor(scope: Construct, props: CatoStackProps) {
    super(scope, props, { part: 'rollout', description: 'live configuration and flags' });
    const { prefix } = this.settings.deploy;
    const monitors = rolloutMonitors(this, prefix);
    this.monitors = monitors.map(({ node }) => node.id);
    const application = new Application(this, 'Application', { applicationName: prefix });
    const environment = new Environment(this, 'Environment', {
      application,
      environmentName: 'live',
      monitors: monitors.map((alarm) => Monitor.fromCloudWatchAlarm(alarm)),
    });
    const strategy = (id: string, description: string, finalBakeTime: Duration) =>
      new DeploymentStrategy(this, id, {
        description,
        rolloutStrategy: RolloutStrategy.linear({
          growthFactor: 100,
          deploymentDuration: Duration.minutes(0),
          finalBakeTime,
        }),
      });
    const watched = strategy('Watched', 'At once, then watched by the alarms', Duration.minutes(3 * monitorMinutes));
    // What the stack itself rolls out is not watched: that would hold its update for as long.
    const emergency = strategy('AtOnce', 'At once, unwatched: for going back', Duration.minutes(0));
    const validator = this.#validator('Validator', {
      entry: 'validate-configuration',
      description: 'says whether a live configuration can take the place of the deployed one',
    });
    const flagsValidator = this.#validator('FlagsValidator', {
      entry: 'validate-flags',
      description: 'says whether a document can be the flags',
      needsConfiguration: false,
    });
    const configuration = new HostedConfiguration(this, 'Configuration', {
      application,
      name: 'configuration',
      content: ConfigurationContent.fromInlineJson(this.settings.document),
      type: ConfigurationType.FREEFORM,
      validators: [LambdaValidator.fromFunction(validator.function)],
      deployTo: [environment],
      deploymentStrategy: emergency,
    });
    const flags = new HostedConfiguration(this, 'Flags', {
      application,
      name: 'orchestration',
      content: ConfigurationContent.fromInlineJson(JSON.stringify(firstFlags)),
      type: ConfigurationType.FREEFORM,
      validators: [
        JsonSchemaValidator.fromInline(JSON.stringify(flagsSchema)),
        LambdaValidator.fromFunction(flagsValidator.function),
      ],
      deployTo: [environment],
      deploymentStrategy: emergency,
    });
    // The CDK retains versions, and AppConfig does not delete a profile that has some: nothing could be destroyed.
    for (const { node } of [configuration, flags]) {
      for (const child of node.findAll()) {
        if (child instanceof CfnHostedConfigurationVersion) child.applyRemovalPolicy(RemovalPolicy.DESTROY);
      }
    }
    // AppConfig asks the validators as soon as there is a version.
    configuration.node.addDependency(validator);
    flags.node.addDependency(flagsValidator);
    // Deployments to one environment wait for nobody: the second is refused while the first goes on.
    flags.node.addDependency(configuration);
    this.appConfigIds = [
      application.applicationId,
      environment.environmentId,
      configuration.configurationProfileId,
      flags.configurationProfileId,
    ].join('/');
    for (const [id, description, value] of [
      ['AppConfigIds', 'Ids at AppConfig: application/environment/configuration/flags', this.appConfigIds],
      ['WatchedStrategy', 'Deployment strategy that goes back when an alarm is on', watched.deploymentStrategyId],
      ['EmergencyStrategy', 'Deployment strategy for going back at once', emergency.deploymentStrategyId],
    ] as const) {
      new CfnOutput(this, id, { description, value });
    }
    this.#arn = this.formatArn({
      service: 'appconfig',
      resource: 'application',
      resourceName: `${application.applicationId}/environment/${environment.environmentId}/configuration/*`,
    });
  }

  #validator(id: string, props: Pick<CatoFunctionProps, 'entry' | 'description' | 'needsConfiguration'>): CatoFunction {
    const timeout = Duration.seconds(15);
    const validator = new CatoFunction(this, id, { ...props, settings: this.settings, environment: {}, timeout });
    // By this id the CDK finds it and does not let in AppConfig for every account.
    validator.function.addPermission('AppConfigPermission', {
      principal: new ServicePrincipal('appconfig.amazonaws.com'),
      sourceAccount: this.account,
    });
    return validator;
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
