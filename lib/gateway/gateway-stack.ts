import { CfnOutput, Duration } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { gatewayEnvironment } from '../../lambdas/gateway/environment.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { CatoFunction } from '../functions/cato-function.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import type { Settings } from '../settings.ts';
import { ContainerIntegration } from './container-integration.ts';
import { ContainerService } from './container-service.ts';
import { functionIntegration } from './function-integration.ts';
import { GatewayApi, type GatewayIntegration } from './gateway-api.ts';
import type { GatewayNeeds } from './gateway-needs.ts';
import { keepReady } from './keep-ready.ts';
import { MasterKey } from './master-key.ts';

export interface GatewayStackProps extends CatoStackProps {
  readonly needs: GatewayNeeds;
  readonly orchestration: OrchestrationStack;
}

/** The way in: the API, the gateway behind it, and the key that clients show. */
export class GatewayStack extends CatoStack {
  readonly api: GatewayApi;
  /** `null` with `compute: container`. */
  readonly gateway: CatoFunction | null;
  /** `null` with `compute: lambda`. */
  readonly container: ContainerService | null;

  constructor(scope: Construct, props: GatewayStackProps) {
    super(scope, props, { part: 'gateway', description: 'API and gateway' });
    const { needs, orchestration, settings } = props;
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
    this.container = isContainer ? new ContainerService(this, 'Container', { settings, environment }) : null;
    this.gateway = isContainer ? null : this.#function(settings, environment);
    const admin = new CatoFunction(this, 'Admin', {
      settings,
      entry: 'admin',
      description: 'shows operators how the gateway is',
      environment,
      timeout: Duration.seconds(29),
    });
    needs.grantTo(admin.role, { callsModels: false });
    masterKey.secret.grantRead(admin.role);
    for (const { role } of [this.gateway, this.container].filter((made) => made !== null)) {
      needs.grantTo(role, { callsModels: true });
      masterKey.secret.grantRead(role);
      grantRuns(machine, role);
    }
    this.api = new GatewayApi(this, 'Api', {
      settings,
      gateway: this.#integration(settings),
      admin: new LambdaIntegration(admin.function),
    });
    new CfnOutput(this, 'Endpoint', { description: 'Base URL for clients', value: `${this.api.url}/v1` });
    if (this.api.domainTarget !== null) {
      new CfnOutput(this, 'HowToPointTheDomain', {
        description: 'What the domain is to be a CNAME or alias of',
        value: this.api.domainTarget,
      });
    }
    new CfnOutput(this, 'HowToGetTheKey', {
      description: 'Prints the key that clients show',
      value: masterKey.howToRead,
    });
    new CfnOutput(this, 'FirstCall', {
      description: 'A first call, with the key in CATO_KEY',
      value: `curl ${this.api.url}/v1/chat/completions -H "authorization: Bearer $CATO_KEY" -H 'content-type: application/json' -d '{"model":"auto","messages":[{"role":"user","content":"Hello"}]}'`,
    });
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

  #integration({ deploy }: Settings): GatewayIntegration {
    if (this.container !== null) return new ContainerIntegration(this, 'Integration', this.container);
    if (this.gateway === null) throw new RangeError('there is no gateway');
    const live = new Alias(this, 'Live', { aliasName: 'live', version: this.gateway.function.currentVersion });
    keepReady(live, deploy.gateway.provisionedConcurrency);
    return functionIntegration(live);
  }
}

/** Starting background answers, and ending them. */
function grantRuns(machine: StateMachine, role: Role): void {
  machine.grantStartExecution(role);
  machine.grantExecution(role, 'states:StopExecution');
}
