import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { bedrockModelArns } from './bedrock-model-arns.ts';

export interface ModelAccessStackProps extends StackProps {
  /** Regions in which Bedrock is called. */
  readonly regions: readonly string[];
  /** Ids of models and inference profiles. */
  readonly bedrockModels: readonly string[];
}

/**
 * The permission to call exactly the Bedrock models of the configuration, as a managed policy: attach it to the role
 * or user that the gateway runs as. Holds no state.
 */
export class ModelAccessStack extends Stack {
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: ModelAccessStackProps) {
    super(scope, id, props);
    const place = { partition: this.partition, account: this.account, regions: props.regions };
    this.policy = new ManagedPolicy(this, 'CallModels', {
      description: 'Call the Bedrock models that Cato is configured with',
      statements: [
        new PolicyStatement({
          sid: 'CallConfiguredModels',
          actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
          resources: [...new Set(props.bedrockModels.flatMap((model) => bedrockModelArns(model, place)))],
        }),
      ],
    });
    new CfnOutput(this, 'PolicyArn', {
      description: 'Attach this policy to the role or user that the gateway runs as',
      value: this.policy.managedPolicyArn,
    });
  }
}
