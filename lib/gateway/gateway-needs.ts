import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { metricsNamespace } from '../../config/cloud-metrics.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import { bedrockGrants } from '../bedrock-grants.ts';
import { invocableArns } from '../inference/hosted-endpoints.ts';
import type { RolloutStack } from '../rollout/rollout-stack.ts';
import type { Settings } from '../settings.ts';
import type { StateStack } from '../state/state-stack.ts';

export interface GatewayNeedsProps {
  readonly settings: Settings;
  readonly state: StateStack;
  readonly rollout: RolloutStack;
}

/** What a task that calls no model does with sessions and their content, and with the states of breakers. */
export interface TaskAccess {
  readonly sessions: 'read' | 'write';
  readonly breakers: 'read' | 'none';
}

/** What whoever answers requests is told and may do: the gateway in each of its forms, and the tasks of its workflows. */
export class GatewayNeeds {
  readonly #props: GatewayNeedsProps;

  constructor(props: GatewayNeedsProps) {
    this.#props = props;
  }

  get taskEnvironment() {
    const { settings, state, rollout } = this.#props;
    const { prefix, regions } = settings.deploy;
    return {
      deployment: prefix,
      regions: regions.join(','),
      workingMemoryTable: state.workingMemory.tableName,
      coordinationTable: state.coordination.tableName,
      artifactBucket: state.artifacts.bucketName,
      appConfig: rollout.appConfigIds,
      metricsNamespace,
    };
  }

  /** For who answers: tables, content, live configuration, secrets of providers, and the configured models. */
  grantTo(role: IRole): void {
    const { state, rollout } = this.#props;
    state.workingMemory.grantReadWrite(role);
    state.coordination.grantReadWrite(role);
    state.artifacts.grantContent(role, 'write');
    rollout.grantRead(role);
    this.#grantReferences(role);
    this.#grantModels(role);
  }

  /** For who takes part in an answer and calls no model: no secret is followed. */
  grantTaskTo(role: IRole, { sessions, breakers }: TaskAccess): void {
    const { state, rollout } = this.#props;
    if (sessions === 'write') state.workingMemory.grantReadWrite(role);
    else state.workingMemory.grantRead(role);
    if (breakers === 'read') state.coordination.grantRead(role);
    state.artifacts.grantContent(role, sessions);
    rollout.grantRead(role);
  }

  /** For who only shows how things are: no session, no secret, and nothing is changed. */
  grantLookingTo(role: IRole): void {
    const { state, rollout } = this.#props;
    state.coordination.grantRead(role);
    rollout.grantRead(role);
  }

  /** What the configuration refers to. */
  #grantReferences(role: IRole): void {
    const { settings } = this.#props;
    const { partition, account, region } = Stack.of(role);
    const secrets = settings.secretNames.map((name) =>
      name.startsWith('arn:') ? name : `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}-??????`,
    );
    if (secrets.length > 0) {
      role.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secrets }),
      );
    }
    const parameters = settings.parameterNames.map(
      (name) => `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`,
    );
    if (parameters.length > 0) {
      role.addToPrincipalPolicy(new PolicyStatement({ actions: ['ssm:GetParameters'], resources: parameters }));
    }
  }

  #grantModels(role: IRole): void {
    const { settings } = this.#props;
    const { partition, account, region } = Stack.of(role);
    const gateway = settings.gateways[region] ?? settings.gateway;
    const grants = callsOfBedrock(gateway, region).flatMap(({ model, regions }) =>
      bedrockGrants(model, { partition, account, regions }),
    );
    for (const through of new Set(grants.map(({ onlyThrough }) => onlyThrough))) {
      const models = grants.filter(({ onlyThrough }) => onlyThrough === through).flatMap(({ resources }) => resources);
      role.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
          resources: [...new Set(models)].sort(),
          ...(through === null ? {} : { conditions: { StringEquals: { 'bedrock:InferenceProfileArn': through } } }),
        }),
      );
    }
    const endpoints = invocableArns(settings.deploy, gateway, { partition, account });
    if (endpoints.length > 0) {
      role.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
          resources: [...endpoints],
        }),
      );
    }
  }
}

/** The models of Bedrock that targets name, each with where a gateway in the region calls it. */
function callsOfBedrock(
  { providers, targets }: EffectiveConfig,
  here: string,
): readonly { readonly model: string; readonly regions: readonly string[] }[] {
  return targets.flatMap(({ provider, model }) => {
    const found = providers.find(({ name }) => name === provider);
    return found?.kind === 'bedrock' ? [{ model, regions: [found.region ?? here] }] : [];
  });
}
