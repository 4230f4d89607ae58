import { Duration } from 'aws-cdk-lib';
import { CfnScalingPolicy, PredefinedMetric } from 'aws-cdk-lib/aws-applicationautoscaling';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnEndpoint, CfnEndpointConfig, CfnInferenceComponent, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import type { DeploySettings, ShadowSelfSettings } from '../../config/deploy-settings.ts';
import { CatoLogGroup } from '../logs/cato-log-group.ts';
import { scaleEndpoint } from './endpoint-scaling.ts';
import { type HostedEndpoint, variantName } from './hosted-endpoints.ts';
import { modelRole } from './model-role.ts';
import { mostAtOnce } from './most-at-once.ts';
import { vllmImage } from './vllm-image.ts';
import { weightsAt } from './weights.ts';

export interface ShadowSelfEndpointProps {
  readonly deploy: DeploySettings;
  readonly shadowSelf: ShadowSelfSettings;
  readonly hosted: HostedEndpoint;
  readonly artifacts: IBucket;
  readonly region: string;
}

/** The image's CUDA needs newer drivers than instances of SageMaker have by themselves. */
const amiVersion = 'al2-ami-sagemaker-inference-gpu-3-1';
/** 16 GB of weights at 100 MB/s take three minutes, and vLLM two to five more; SageMaker allows an hour for each. */
const startSeconds = 1_800;
/** What a copy of the model needs besides its GPU, so that an instance holds one. */
const memoryMb = 16_384;

/** The self-hosted Llama: vLLM on instances with a GPU, as many as are asked for. Speaks Chat Completions. */
export class ShadowSelfEndpoint extends Construct {
  readonly #props: ShadowSelfEndpointProps;

  constructor(scope: Construct, id: string, props: ShadowSelfEndpointProps) {
    super(scope, id);
    this.#props = props;
    const { deploy, shadowSelf, hosted, artifacts, region } = props;
    const { component } = hosted;
    const image = vllmImage(region);
    const weights = weightsAt(this, artifacts, shadowSelf.weights);
    const logs = new CatoLogGroup(this, 'Logs', {
      settings: { deploy },
      // SageMaker writes here, and would make it without an end.
      logGroupName:
        component === null
          ? `/aws/sagemaker/Endpoints/${hosted.endpoint}`
          : `/aws/sagemaker/InferenceComponents/${component}`,
    });
    const { repositoryArn } = image;
    const role = modelRole(this, 'Role', { description: 'runs the self-hosted Llama', weights, logs, repositoryArn });
    const model = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      enableNetworkIsolation: true,
      primaryContainer: {
        image: image.uri,
        modelDataSource: {
          s3DataSource: {
            s3Uri: weights.uri,
            s3DataType: 'S3Prefix',
            compressionType: 'None',
            ...(shadowSelf.acceptEula ? { modelAccessConfig: { acceptEula: true } } : {}),
          },
        },
        environment: vllmVariables(shadowSelf),
      },
    });
    // Its permissions as well.
    model.node.addDependency(role);
    const variant = {
      variantName,
      instanceType: shadowSelf.instanceType,
      initialInstanceCount: Math.max(1, shadowSelf.minInstances),
      inferenceAmiVersion: amiVersion,
      routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
    };
    const startup = {
      containerStartupHealthCheckTimeoutInSeconds: startSeconds,
      modelDataDownloadTimeoutInSeconds: startSeconds,
    };
    const config = new CfnEndpointConfig(
      this,
      'Config',
      component === null
        ? { productionVariants: [{ ...variant, ...startup, modelName: model.attrModelName, initialVariantWeight: 1 }] }
        : {
            executionRoleArn: role.roleArn,
            productionVariants: [
              {
                ...variant,
                initialInstanceCount: 1,
                managedInstanceScaling: {
                  status: 'ENABLED',
                  minInstanceCount: 0,
                  maxInstanceCount: shadowSelf.maxInstances,
                },
              },
            ],
          },
    );
    config.node.addDependency(role);
    const endpoint = new CfnEndpoint(this, 'Endpoint', {
      endpointName: hosted.endpoint,
      endpointConfigName: config.attrEndpointConfigName,
      // A new configuration keeps as many instances as scaling has started.
      retainAllVariantProperties: true,
      ...(component === null && shadowSelf.minInstances > 1
        ? { deploymentConfig: rolling(shadowSelf.minInstances) }
        : {}),
    });
    endpoint.node.addDependency(logs);
    if (component === null) this.#scaleInstances(endpoint);
    else this.#scaleCopies(this.#component(component, endpoint, model, startup), component);
  }

  #scaleInstances(endpoint: CfnEndpoint): void {
    const { shadowSelf } = this.#props;
    scaleEndpoint(this, 'Instances', {
      resourceId: `endpoint/${endpoint.attrEndpointName}/variant/${variantName}`,
      scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      min: shadowSelf.minInstances,
      max: shadowSelf.maxInstances,
      metric: PredefinedMetric.SAGEMAKER_VARIANT_CONCURRENT_REQUESTS_PER_MODEL_HIGH_RESOLUTION,
      target: shadowSelf.concurrentRequestsPerInstance,
      scaleInCooldown: Duration.minutes(15),
      floors: shadowSelf.floors,
    });
  }

  /** The model as something that an endpoint can be without. */
  #component(
    name: string,
    endpoint: CfnEndpoint,
    model: CfnModel,
    startupParameters: CfnInferenceComponent.InferenceComponentStartupParametersProperty,
  ): CfnInferenceComponent {
    return new CfnInferenceComponent(this, 'Component', {
      inferenceComponentName: name,
      endpointName: endpoint.attrEndpointName,
      variantName,
      specification: {
        modelName: model.attrModelName,
        computeResourceRequirements: { numberOfAcceleratorDevicesRequired: 1, minMemoryRequiredInMb: memoryMb },
        startupParameters,
      },
      runtimeConfig: { copyCount: 1 },
    });
  }

  /** Down to none; up from none once a call found none, which then fails and goes to the route's next target. */
  #scaleCopies(component: CfnInferenceComponent, name: string): void {
    const { deploy, shadowSelf } = this.#props;
    const scalable = scaleEndpoint(this, 'Copies', {
      resourceId: `inference-component/${name}`,
      scalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      min: shadowSelf.minInstances,
      max: shadowSelf.maxInstances,
      metric: PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION,
      target: shadowSelf.concurrentRequestsPerInstance,
      scaleInCooldown: Duration.minutes(15),
      floors: shadowSelf.floors,
    });
    scalable.node.addDependency(component);
    const waking = new CfnScalingPolicy(this, 'Waking', {
      policyName: 'waking',
      policyType: 'StepScaling',
      scalingTargetId: scalable.scalableTargetId,
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ChangeInCapacity',
        metricAggregationType: 'Maximum',
        cooldown: 60,
        stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }],
      },
    });
    const asked = new Alarm(this, 'Asked', {
      alarmName: `${deploy.prefix}-shadow-self-wakes`,
      alarmDescription:
        'The self-hosted Llama was asked while no instance ran: one is started. See docs/runbook.md#alarms-that-only-start-something',
      metric: new Metric({
        namespace: 'AWS/SageMaker',
        metricName: 'NoCapacityInvocationFailures',
        dimensionsMap: { InferenceComponentName: name },
        statistic: 'Maximum',
        period: Duration.seconds(30),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.MISSING,
    });
    asked.addAlarmAction({ bind: () => ({ alarmActionArn: waking.attrArn }) });
  }
}

/** https://aws.github.io/deep-learning-containers/vllm/configuration/: each is an argument of vLLM's server. */
function vllmVariables({ concurrentRequestsPerInstance }: ShadowSelfSettings): Record<string, string> {
  return {
    SM_VLLM_MODEL: '/opt/ml/model',
    SM_VLLM_SERVED_MODEL_NAME: 'shadow-self',
    SM_VLLM_MAX_MODEL_LEN: '8192',
    SM_VLLM_GPU_MEMORY_UTILIZATION: '0.9',
    SM_VLLM_MAX_NUM_SEQS: String(mostAtOnce(concurrentRequestsPerInstance)),
    // Nothing but the bucket can be reached.
    HF_HUB_OFFLINE: '1',
  };
}

/** A few instances at a time: another fleet of the same size may not be had. */
function rolling(instances: number): CfnEndpoint.DeploymentConfigProperty {
  return {
    rollingUpdatePolicy: {
      maximumBatchSize: { type: 'CAPACITY_PERCENT', value: instances < 10 ? 50 : 10 },
      waitIntervalInSeconds: 120,
      maximumExecutionTimeoutInSeconds: Duration.hours(8).toSeconds(),
    },
  };
}
