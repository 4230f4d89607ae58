import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import type { ArtifactBucket } from '../state/artifact-bucket.ts';
import { hostedEndpoints } from './hosted-endpoints.ts';
import { NliEndpoint } from './nli-endpoint.ts';
import { ShadowSelfEndpoint } from './shadow-self-endpoint.ts';

export interface InferenceStackProps extends CatoStackProps {
  /** Where the weights are. */
  readonly artifacts: ArtifactBucket;
}

/** Models that run in the account: endpoints of SageMaker. Who may invoke them follows from `invocableArns`. */
export class InferenceStack extends CatoStack {
  constructor(scope: Construct, props: InferenceStackProps) {
    super(scope, props, { part: 'inference', description: 'models that run in the account' });
    const { settings, region } = props;
    const { deploy } = settings;
    const artifacts = props.artifacts.bucket;
    const hosted = hostedEndpoints(deploy);
    if (deploy.shadowSelf !== null && hosted.shadowSelf !== null) {
      const { shadowSelf } = deploy;
      const { endpoint, component } = hosted.shadowSelf;
      new ShadowSelfEndpoint(this, 'ShadowSelf', { deploy, shadowSelf, hosted: hosted.shadowSelf, artifacts, region });
      const model = component === null ? endpoint : `${endpoint}/${component}`;
      new CfnOutput(this, 'ShadowSelfTarget', {
        description: 'What cato.yaml says to use it',
        value: `providers: { own: { kind: sagemaker, region: ${region} } }, targets: { shadow-self: { provider: own, model: ${model} } }`,
      });
    }
    if (deploy.nli !== null && hosted.nli !== null) {
      new NliEndpoint(this, 'Nli', { settings, nli: deploy.nli, hosted: hosted.nli, artifacts });
      new CfnOutput(this, 'NliEndpoint', {
        description: 'Endpoint of the entailment models; each is asked for by the name of its archive',
        value: hosted.nli.endpoint,
      });
    }
  }
}
