import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Weights } from './weights.ts';

export interface ModelRoleProps {
  readonly description: string;
  readonly weights: Weights;
  readonly logs: ILogGroup;
  readonly repositoryArn: string;
}

/** What SageMaker may do for a model: pull its image, read its weights, write its log and its metrics. */
export function modelRole(scope: Construct, id: string, props: ModelRoleProps): Role {
  const { description, weights, logs, repositoryArn } = props;
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
    description: `${Stack.of(scope).stackName}: ${description}`,
  });
  weights.grantRead(role);
  logs.grantWrite(role);
  role.addToPolicy(
    new PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      resources: [repositoryArn],
    }),
  );
  role.addToPolicy(new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }));
  role.addToPolicy(
    new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: {
        StringLike: { 'cloudwatch:namespace': ['AWS/SageMaker', '/aws/sagemaker/*'] },
      },
    }),
  );
  return role;
}
