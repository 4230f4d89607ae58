import { CfnOutput } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { artifactBucketName } from '../../config/artifact-bucket.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { hostedEndpoints } from './hosted-endpoints.ts';
import { NliEndpoint } from './nli-endpoint.ts';
import { ShadowSelfEndpoint } from './shadow-self-endpoint.ts';

/** Models that run in the account: endpoints of SageMaker. Who may invoke them follows from `invocableArns`. */
export class InferenceStack extends CatoStack {
  constructor(scope: Construct, props: CatoStackProps) {
    super(scope, props, { part: 'inference', description: 'models that run in the account' });
    const { settings, region } = props;
    const { deploy } = settings;
    // By its name: an import would keep the state stack from changing once no model is hosted any more.
    const name = artifactBucketName(deploy.prefix, this.account, region);
    const artifacts = Bucket.fromBucketName(this, 'Artifacts', name);
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
