import { CfnOutput, Duration } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { gatewayEnvironment } from '../../lambdas/gateway/environment.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { CatoFunction } from '../functions/cato-function.ts';
import type { OrchestrationStack } from '../orchestration/orchestration-stack.ts';
import { GatewayApi } from './gateway-api.ts';
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
  readonly gateway: CatoFunction;

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
    this.gateway = new CatoFunction(this, 'Gateway', {
      settings,
      entry: 'gateway',
      description: 'answers requests',
      environment,
      memoryMb: deploy.gateway.memoryMb,
      timeout: Duration.minutes(15),
      reservedConcurrency: deploy.gateway.reservedConcurrency,
    });
    const admin = new CatoFunction(this, 'Admin', {
      settings,
      entry: 'admin',
      description: 'shows operators how the gateway is',
      environment,
      timeout: Duration.seconds(29),
    });
    for (const made of [this.gateway, admin]) {
      needs.grantTo(made.role, { callsModels: made === this.gateway });
      masterKey.secret.grantRead(made.role);
    }
    machine.grantStartExecution(this.gateway.role);
    machine.grantExecution(this.gateway.role, 'states:StopExecution');
    const live = new Alias(this, 'Live', { aliasName: 'live', version: this.gateway.function.currentVersion });
    keepReady(live, deploy.gateway.provisionedConcurrency);
    this.api = new GatewayApi(this, 'Api', {
      settings,
      gateway: new LambdaIntegration(live, {
        responseTransferMode: ResponseTransferMode.STREAM,
        timeout: Duration.minutes(15),
      }),
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
  }
}
