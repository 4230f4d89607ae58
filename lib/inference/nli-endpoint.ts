import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PredefinedMetric } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { NliSettings } from '../../config/deploy-settings.ts';
import { BuiltImage } from '../images/built-image.ts';
import { CatoLogGroup } from '../logs/cato-log-group.ts';
import type { Settings } from '../settings.ts';
import { scaleEndpoint } from './endpoint-scaling.ts';
import { type HostedEndpoint, variantName } from './hosted-endpoints.ts';
import { modelRole } from './model-role.ts';
import { weightsAt } from './weights.ts';

export interface NliEndpointProps {
  readonly settings: Settings;
  readonly nli: NliSettings;
  readonly hosted: HostedEndpoint;
  readonly artifacts: IBucket;
}

/**
 * Requests a minute of one instance at which another starts. A base model of 8 bits takes about 80 ms of a CPU for a
 * pair of 128 tokens: four CPUs do 3,000 pairs a minute, requests have several.
 */
export const nliRequestsPerMinute = 600;

/** The models that tell whether one text follows from another: many behind one endpoint, each loaded when it is asked. */
export class NliEndpoint extends Construct {
  constructor(scope: Construct, id: string, { settings, nli, hosted, artifacts }: NliEndpointProps) {
    super(scope, id);
    const image = new BuiltImage(this, 'Image', {
      settings,
      folder: join(import.meta.dirname, '../../containers/nli'),
      exclude: ['tests', '**/__pycache__', '**/.pytest_cache'],
      architecture: isGraviton(nli.instanceType) ? 'arm64' : 'amd64',
      description: 'the entailment models',
    });
    const weights = weightsAt(this, artifacts, 'nli');
    const logs = new CatoLogGroup(this, 'Logs', {
      settings,
      logGroupName: `/aws/sagemaker/Endpoints/${hosted.endpoint}`,
    });
    const role = modelRole(this, 'Role', {
      description: 'runs the entailment models',
      weights,
      logs,
      repositoryArn: image.repository.repositoryArn,
    });
    const model = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      primaryContainer: {
        image: image.uri,
        mode: 'MultiModel',
        modelDataUrl: weights.uri,
        multiModelConfig: { modelCacheSetting: 'Enabled' },
      },
    });
    model.node.addDependency(role);
    const config = new CfnEndpointConfig(this, 'Config', {
      productionVariants: [
        {
          variantName,
          modelName: model.attrModelName,
          instanceType: nli.instanceType,
          initialInstanceCount: nli.minInstances,
          initialVariantWeight: 1,
        },
      ],
    });
    const endpoint = new CfnEndpoint(this, 'Endpoint', {
      endpointName: hosted.endpoint,
      endpointConfigName: config.attrEndpointConfigName,
      retainAllVariantProperties: true,
    });
    endpoint.node.addDependency(logs);
    scaleEndpoint(this, 'Instances', {
      resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${variantName}`,
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      min: nli.minInstances,
      max: nli.maxInstances,
      metric: PredefinedMetric.SAGEMAKER_VARIANT_INVOCATIONS_PER_INSTANCE,
      target: nliRequestsPerMinute,
      scaleInCooldown: Duration.minutes(10),
    });
  }
}

/** AWS's own processors have a `g` behind the generation: `ml.c7g.xlarge`. */
function isGraviton(instanceType: string): boolean {
  return /^ml\.[a-z]+\d+g/.test(instanceType);
}
