import { describe, expect, test } from '@jest/globals';
import { invocableArns } from '../../lib/inference/hosted-endpoints.ts';
import { vllmImage } from '../../lib/inference/vllm-image.ts';
import { parseSettings } from '../../lib/settings.ts';
import { type MadeTemplate, templatesOf } from './support/made-template.ts';
import type { Variant } from './support/variants.ts';

function inferenceOf(deploy: Variant): MadeTemplate {
  const [template] = templatesOf(deploy, 'inference');
  if (!template) throw new RangeError('nothing is hosted');
  return template;
}

const shadowSelf = inferenceOf('shadowSelf: { floors: [{ cron: "cron(0 7 ? * MON-FRI *)", minInstances: 40 }] }');
const sleeping = inferenceOf('shadowSelf: { scaleToZero: true, maxInstances: 5 }');
const nli = inferenceOf('nli: { minInstances: 2, maxInstances: 6 }');

function propertiesOf(template: MadeTemplate, type: string): readonly Record<string, unknown>[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

describe('the self-hosted Llama', () => {
  test('grows with the requests that instances answer at the same time, between its bounds', () => {
    shadowSelf.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 10,
      MaxCapacity: 300,
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
      ScheduledActions: [
        {
          Schedule: 'cron(0 7 ? * MON-FRI *)',
          ScalableTargetAction: { MinCapacity: 40 },
          ScheduledActionName: 'Floor1',
        },
      ],
    });
    shadowSelf.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 24,
        PredefinedMetricSpecification: {
          PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
        },
      },
    });
  });

  test('starts with its lower bound on the wanted instances, with time to load, and keeps nothing of what is asked', () => {
    const [config] = propertiesOf(shadowSelf, 'AWS::SageMaker::EndpointConfig');
    expect(config).not.toHaveProperty('DataCaptureConfig');
    expect(config?.ProductionVariants).toEqual([
      expect.objectContaining({
        InstanceType: 'ml.g5.2xlarge',
        InitialInstanceCount: 10,
        InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-3-1',
        ContainerStartupHealthCheckTimeoutInSeconds: 1800,
        ModelDataDownloadTimeoutInSeconds: 1800,
      }),
    ]);
  });

  test('is updated a few instances at a time and keeps as many as scaling has started', () => {
    shadowSelf.hasResourceProperties('AWS::SageMaker::Endpoint', {
      EndpointName: 'cato-shadow-self',
      RetainAllVariantProperties: true,
      DeploymentConfig: {
        RollingUpdatePolicy: { MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 10 } },
      },
    });
  });

  test('loads its weights from the prefix that was pushed, or from where the settings say', () => {
    const [model] = propertiesOf(shadowSelf, 'AWS::SageMaker::Model');
    expect(JSON.stringify(model)).toContain('/models/llama-3-8b-instruct/');
    expect(model?.EnableNetworkIsolation).toBe(true);
    const elsewhere = inferenceOf('shadowSelf: { weights: "s3://jumpstart-cache/llama/8b" }');
    expect(JSON.stringify(propertiesOf(elsewhere, 'AWS::SageMaker::Model'))).toContain(
      's3://jumpstart-cache/llama/8b/',
    );
    const policy = JSON.stringify(propertiesOf(elsewhere, 'AWS::IAM::Policy'));
    expect(policy).toContain(':s3:::jumpstart-cache/llama/8b/*');
    expect(policy).not.toContain('models/');
  });

  test('has settings that vLLM takes, and none that would ask a hub', () => {
    const [model] = propertiesOf(shadowSelf, 'AWS::SageMaker::Model');
    const { Environment } = (model?.PrimaryContainer ?? {}) as { Environment: Record<string, string> };
    expect(Environment).toMatchObject({
      SM_VLLM_MODEL: '/opt/ml/model',
      SM_VLLM_MAX_NUM_SEQS: '35',
      HF_HUB_OFFLINE: '1',
    });
    expect(Object.keys(Environment).length).toBeLessThanOrEqual(16);
  });

  test('may end, and wakes by a step once a call found no instance', () => {
    sleeping.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
      ProductionVariants: [{ ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 5 } }],
    });
    const [target] = propertiesOf(sleeping, 'AWS::ApplicationAutoScaling::ScalableTarget');
    expect(target).toMatchObject({
      MinCapacity: 0,
      MaxCapacity: 5,
      ScalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
    });
    sleeping.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    });
    const policies = sleeping.findResources('AWS::ApplicationAutoScaling::ScalingPolicy');
    const [waking] = Object.entries(policies).flatMap(([id, { Properties }]) =>
      Properties.PolicyType === 'StepScaling' ? [id] : [],
    );
    sleeping.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'NoCapacityInvocationFailures',
      Dimensions: [{ Name: 'InferenceComponentName', Value: 'cato-shadow-self' }],
      AlarmActions: [{ 'Fn::GetAtt': [waking, 'Arn'] }],
      DatapointsToAlarm: 1,
      EvaluationPeriods: 1,
    });
  });

  test.each([
    ['us-east-1', '763104351884.dkr.ecr.us-east-1.amazonaws.com/vllm:'],
    ['eu-south-1', '692866216735.dkr.ecr.eu-south-1.amazonaws.com/vllm:'],
    ['af-south-1', '626614931356.dkr.ecr.af-south-1.amazonaws.com/vllm:'],
    ['ca-west-1', '204538143572.dkr.ecr.ca-west-1.amazonaws.com/vllm:'],
    ['mx-central-1', '637423239942.dkr.ecr.mx-central-1.amazonaws.com/vllm:'],
    ['cn-north-1', '727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/vllm:'],
  ])('has the image of the account that AWS publishes it from in %s', (region, uri) => {
    expect(vllmImage(region).uri).toMatch(new RegExp(`^${uri.replaceAll('.', '\\.')}`));
  });

  test('is refused by name where AWS publishes no image that is known', () => {
    expect(() =>
      inferenceOf('regions: [us-gov-west-1], operations: { monthlyBudgetUsd: null }, shadowSelf: {}'),
    ).toThrow(/deploy\.shadowSelf.*us-gov-west-1/);
  });
});

describe('the entailment models', () => {
  test('are many behind one endpoint, between its bounds', () => {
    nli.hasResourceProperties('AWS::SageMaker::Model', {
      PrimaryContainer: { Mode: 'MultiModel', MultiModelConfig: { ModelCacheSetting: 'Enabled' } },
    });
    expect(JSON.stringify(propertiesOf(nli, 'AWS::SageMaker::Model'))).toContain('/models/nli/');
    nli.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 6 });
  });

  test('run an image that the account builds for the processor of their instances', () => {
    const typeOf = (template: MadeTemplate) =>
      propertiesOf(template, 'AWS::CodeBuild::Project').map(
        ({ Environment }) => (Environment as { Type: string }).Type,
      );
    expect(typeOf(nli)).toEqual(['LINUX_CONTAINER']);
    expect(typeOf(inferenceOf('nli: { instanceType: ml.c7g.xlarge }'))).toEqual(['ARM_CONTAINER']);
    nli.hasResourceProperties('AWS::ECR::Repository', {
      ImageScanningConfiguration: { ScanOnPush: true },
      ImageTagMutability: 'IMMUTABLE',
      EmptyOnDelete: true,
    });
    expect(propertiesOf(inferenceOf('nli: {}, docker: local'), 'AWS::CodeBuild::Project')).toEqual([]);
  });

  test('wait for their image, and for whatever lets it be built', () => {
    const [built] = Object.values(nli.findResources('Custom::BuiltImage'));
    const kinds = ((built?.DependsOn ?? []) as string[]).map((id) => nli.resources[id]?.Type);
    expect(kinds).toEqual(expect.arrayContaining(['AWS::CodeBuild::Project', 'AWS::IAM::Policy']));
    const [model] = propertiesOf(nli, 'AWS::SageMaker::Model');
    expect(JSON.stringify(model?.PrimaryContainer)).toContain('ImageUri');
  });
});

describe('who may touch what', () => {
  test.each([
    ['the Llama', shadowSelf],
    ['the Llama that may end', sleeping],
    ['the entailment models', nli],
  ])('%s may do nothing to everything but log in to the registry and write its metrics', (_name, template) => {
    for (const { PolicyDocument } of propertiesOf(template, 'AWS::IAM::Policy')) {
      for (const { Action, Resource } of (PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] })
        .Statement) {
        const actions = [Action].flat() as string[];
        expect(actions).not.toContain('*');
        if (JSON.stringify(Resource) !== '"*"') continue;
        expect(
          actions.filter((one) => !['ecr:GetAuthorizationToken', 'cloudwatch:PutMetricData'].includes(one)),
        ).toEqual([]);
      }
    }
  });

  test('gateways of all regions may invoke the endpoints of the home region, and those that targets name', () => {
    const settings = parseSettings(
      `
version: 1
providers: { own: { kind: sagemaker, region: eu-west-1 }, cloud: { kind: bedrock, region: us-east-1 } }
targets: { far: { provider: own, model: theirs/component }, haiku: { provider: cloud, model: us.anthropic.claude-haiku-5-5 } }
routes: { auto: { targets: [far, haiku] } }
deploy: { regions: [us-east-1, us-west-2], nli: {}, shadowSelf: { scaleToZero: true } }
`,
      'cato.yaml',
    );
    expect(invocableArns(settings.deploy, settings.gateway, { partition: 'aws', account: '1' })).toEqual([
      'arn:aws:sagemaker:eu-west-1:1:endpoint/theirs',
      'arn:aws:sagemaker:eu-west-1:1:inference-component/component',
      'arn:aws:sagemaker:us-east-1:1:endpoint/cato-nli',
      'arn:aws:sagemaker:us-east-1:1:endpoint/cato-shadow-self',
      'arn:aws:sagemaker:us-east-1:1:inference-component/cato-shadow-self',
    ]);
  });

  test('nobody who answers nothing may invoke an endpoint', () => {
    const templates = templatesOf('regions: [us-east-1, us-west-2], nli: {}', 'gateway');
    expect(templates).toHaveLength(2);
    for (const template of templates) {
      const invoking = propertiesOf(template, 'AWS::IAM::Policy').filter((policy) =>
        JSON.stringify(policy).includes('sagemaker:InvokeEndpoint'),
      );
      expect(invoking.map(({ PolicyName }) => String(PolicyName).startsWith('GatewayRole'))).toEqual([true]);
    }
  });
});
