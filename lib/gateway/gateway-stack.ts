import { CfnOutput, Duration } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { gatewayEnvironment } from '../../lambdas/gateway/environment.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { CatoFunction } from '../functions/cato-function.ts';
import { catoAlarm } from '../observability/cato-alarm.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import type { Settings } from '../settings.ts';
import { ContainerIntegration } from './container-integration.ts';
import { ContainerService } from './container-service.ts';
import { functionIntegration } from './function-integration.ts';
import { gatewayAlarms } from './gateway-alarms.ts';
import { GatewayApi, type GatewayIntegration } from './gateway-api.ts';
import type { GatewayNeeds } from './gateway-needs.ts';
import { keepReady } from './keep-ready.ts';
import { MasterKey } from './master-key.ts';

export interface GatewayStackProps extends CatoStackProps {
  readonly needs: GatewayNeeds;
  readonly orchestration: OrchestrationStack;
  /** Whom alarms tell. */
  readonly topic: ITopic;
}

/** The way in: the API, the gateway behind it, and the key that clients show. */
export class GatewayStack extends CatoStack {
  /** Of its alarms, without the prefix. */
  readonly alarms: readonly string[];

  constructor(scope: Construct, props: GatewayStackProps) {
    super(scope, props, { part: 'gateway', description: 'API and gateway' });
    const { needs, orchestration, settings, topic } = props;
    const { deploy } = settings;
    const masterKey = new MasterKey(this, 'MasterKey');
    const machine = orchestration.backgroundAnswers;
    const environment = gatewayEnvironment.toVariables({
      ...needs.taskEnvironment,
      masterKeySecret: masterKey.secret.secretArn,
      backgroundMachine: machine.stateMachineArn,
      corsOrigins: deploy.gateway.corsOrigins.join(','),
    });
    const isContainer = deploy.compute === 'container';
    const container = isContainer ? new ContainerService(this, 'Container', { settings, environment }) : null;
    const gateway = isContainer ? null : this.#function(settings, environment);
    const admin = new CatoFunction(this, 'Admin', {
      settings,
      entry: 'admin',
      description: 'shows operators how the gateway is',
      environment,
      timeout: Duration.seconds(29),
    });
    needs.grantLookingTo(admin.role);
    masterKey.secret.grantRead(admin.role);
    for (const { role } of [gateway, container].filter((made) => made !== null)) {
      needs.grantTo(role);
      masterKey.secret.grantRead(role);
      grantRuns(machine, role);
    }
    const { api, url, domainTarget } = new GatewayApi(this, 'Api', {
      settings,
      gateway: this.#integration(gateway, container),
      admin: new LambdaIntegration(admin.function),
    });
    new CfnOutput(this, 'Endpoint', { description: 'Base URL for clients', value: `${url}/v1` });
    if (domainTarget !== null) {
      new CfnOutput(this, 'HowToPointTheDomain', {
        description: 'What the domain is to be a CNAME or alias of',
        value: domainTarget,
      });
    }
    new CfnOutput(this, 'HowToGetTheKey', {
      description: 'Prints the key that clients show',
      value: masterKey.howToRead,
    });
    new CfnOutput(this, 'FirstCall', {
      description: 'A first call, with the key that whoever deployed may read',
      value: `curl ${url}/v1/chat/completions -H "authorization: Bearer $(${masterKey.howToRead})" -H 'content-type: application/json' -d '{"model":"auto","messages":[{"role":"user","content":"Hello"}]}'`,
    });
    const watched = { deploy, api, gateway: gateway?.function ?? null, container };
    const facts = gatewayAlarms(watched);
    this.alarms = facts.map(({ name }) => name);
    for (const one of facts) catoAlarm(this, deploy.prefix, one).addAlarmAction(new SnsAction(topic));
    this.tellWhatStays();
  }

  #function({ deploy }: Settings, environment: Readonly<Record<string, string>>): CatoFunction {
    return new CatoFunction(this, 'Gateway', {
      settings: this.settings,
      entry: 'gateway',
      description: 'answers requests',
      environment,
      memoryMb: deploy.gateway.memoryMb,
      timeout: Duration.minutes(15),
      reservedConcurrency: deploy.gateway.reservedConcurrency,
    });
  }

  #integration(gateway: CatoFunction | null, container: ContainerService | null): GatewayIntegration {
    if (container !== null) return new ContainerIntegration(this, 'Integration', container);
    if (gateway === null) throw new RangeError('there is no gateway');
    const live = new Alias(this, 'Live', { aliasName: 'live', version: gateway.function.currentVersion });
    keepReady(live, this.settings.deploy.gateway.provisionedConcurrency);
    return functionIntegration(live);
  }
}

/** Starting background answers, and ending them. */
function grantRuns(machine: StateMachine, role: Role): void {
  machine.grantStartExecution(role);
  machine.grantExecution(role, 'states:StopExecution');
}
