import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';

/** Models that run in the account: endpoints of SageMaker. */
export class InferenceStack extends CatoStack {
  readonly #endpointArns: string[] = [];

  constructor(scope: Construct, props: CatoStackProps) {
    super(scope, props, { part: 'inference', description: 'models that run in the account', isStateful: true });
  }

  /** Calling the endpoints. */
  grantInvoke(grantee: IGrantable): void {
    if (this.#endpointArns.length === 0) return;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
        resources: this.#endpointArns,
      }),
    );
  }
}
