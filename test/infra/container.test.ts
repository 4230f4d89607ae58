import { describe, expect, test } from '@jest/globals';
import { containerDrainMs } from '../../config/container-drain.ts';
import { type MadeTemplate, templatesOf } from './support/made-template.ts';
import type { Variant } from './support/variants.ts';

function gatewayOf(deploy: Variant): MadeTemplate {
  const [template] = templatesOf(deploy, 'gateway');
  if (!template) throw new RangeError('there is no gateway');
  return template;
}

const template = gatewayOf('compute: container, container: { cpu: 2048, memoryMb: 4096, minTasks: 3, maxTasks: 9 }');

type Properties = Readonly<Record<string, unknown>>;

function propertiesOf(type: string): readonly Properties[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

function idOf(type: string): string {
  const ids = Object.keys(template.findResources(type));
  expect(ids).toHaveLength(1);
  return ids[0] ?? '';
}

describe('the gateway in containers', () => {
  test('runs on ARM between its bounds, and by its CPU', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '2048',
      Memory: '4096',
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 3, MaxCapacity: 9 });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 60,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    });
  });

  test('keeps the tasks that scaling has started when it is deployed again', () => {
    expect(propertiesOf('AWS::ECS::Service').map((service) => 'DesiredCount' in service)).toEqual([false]);
  });

  test('is reached through API Gateway by a stream that may last as long as an answer', () => {
    const methods = propertiesOf('AWS::ApiGateway::Method').map(({ Integration }) => Integration as Properties);
    const proxied = methods.filter(({ Type }) => Type === 'HTTP_PROXY');
    expect(proxied).toHaveLength(2);
    for (const integration of proxied) {
      expect(integration).toMatchObject({
        ConnectionType: 'VPC_LINK',
        ConnectionId: { Ref: idOf('AWS::ApiGatewayV2::VpcLink') },
        IntegrationTarget: { Ref: idOf('AWS::ElasticLoadBalancingV2::LoadBalancer') },
        ResponseTransferMode: 'STREAM',
        TimeoutInMillis: 900_000,
      });
    }
    expect(proxied.map(({ RequestParameters }) => RequestParameters)).toContainEqual({
      'integration.request.path.proxy': 'method.request.path.proxy',
    });
  });

  test('leaves what operators look at to the admin function', () => {
    const methods = propertiesOf('AWS::ApiGateway::Method').map(({ Integration }) => (Integration as Properties).Type);
    expect(methods.filter((type) => type === 'AWS_PROXY')).toHaveLength(1);
  });

  test('lets in the load balancer only, and that API Gateway only', () => {
    const groups = Object.entries(template.findResources('AWS::EC2::SecurityGroup'));
    const named = Object.fromEntries(
      groups.map(([id, { Properties }]) => [String(Properties.GroupDescription).split(/[,:]/)[0], id]),
    );
    expect(groups.flatMap(([, { Properties }]) => Properties.SecurityGroupIngress ?? [])).toEqual([]);
    const ingress = propertiesOf('AWS::EC2::SecurityGroupIngress').map(
      ({ GroupId, SourceSecurityGroupId, ToPort }) => ({
        GroupId,
        SourceSecurityGroupId,
        ToPort,
      }),
    );
    const group = (name: string) => ({ 'Fn::GetAtt': [named[name], 'GroupId'] });
    expect(ingress).toHaveLength(2);
    expect(ingress).toContainEqual({
      GroupId: group('tasks'),
      SourceSecurityGroupId: group('load balancer'),
      ToPort: 8080,
    });
    expect(ingress).toContainEqual({
      GroupId: group('load balancer'),
      SourceSecurityGroupId: group('API Gateway'),
      ToPort: 80,
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  });

  test('takes the zones that AWS lists, for their letters differ by region and account', () => {
    const zones = propertiesOf('AWS::EC2::Subnet').map(({ AvailabilityZone }) => AvailabilityZone);
    expect(zones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': 'us-east-1' }] })));
    const named = gatewayOf(
      'compute: container, container: { availabilityZones: { us-east-1: [us-east-1c, us-east-1d] } }',
    );
    const subnets = Object.values(named.findResources('AWS::EC2::Subnet'));
    expect(subnets.map(({ Properties }) => Properties.AvailabilityZone)).toEqual(['us-east-1c', 'us-east-1d']);
  });

  test('pays for no NAT', () => {
    expect(propertiesOf('AWS::EC2::NatGateway')).toEqual([]);
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } },
    });
  });

  test('keeps running streams for as long as an answer may take, gets no new ones, and then has time to end', () => {
    const [definition] = propertiesOf('AWS::ECS::TaskDefinition');
    const [container] = (definition?.ContainerDefinitions ?? []) as Properties[];
    // AWS Fargate takes no more.
    expect(container).toMatchObject({ StopTimeout: 120, ReadonlyRootFilesystem: true });
    expect(containerDrainMs).toBeLessThan(120_000);
    expect(containerDrainMs).toBeGreaterThan(60_000);
    const [group] = propertiesOf('AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(group).toMatchObject({ HealthCheckPath: '/health/ready' });
    expect(group?.TargetGroupAttributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '900' });
  });

  test('has silence between two parts of a stream for as long as API Gateway has', () => {
    const [balancer] = propertiesOf('AWS::ElasticLoadBalancingV2::LoadBalancer');
    const attributes = (balancer?.LoadBalancerAttributes ?? []) as { Key: string; Value: string }[];
    const idle = attributes.find(({ Key }) => Key === 'idle_timeout.timeout_seconds');
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html: five minutes.
    expect(Number(idle?.Value)).toBeGreaterThanOrEqual(5 * 60);
  });

  test('is told what the function is told, and no secret', () => {
    const [definition] = propertiesOf('AWS::ECS::TaskDefinition');
    const [container] = (definition?.ContainerDefinitions ?? []) as {
      Environment: { Name: string; Value: unknown }[];
    }[];
    const told = new Map(container?.Environment.map(({ Name, Value }) => [Name, Value]));
    const [admin] = propertiesOf('AWS::Lambda::Function')
      .map(({ Environment }) => (Environment as { Variables?: Properties } | undefined)?.Variables ?? {})
      .filter((variables) => 'CATO_MASTER_KEY_SECRET' in variables);
    for (const [name, value] of Object.entries(admin ?? {}))
      expect({ [name]: told.get(name) }).toEqual({ [name]: value });
    expect([...told.keys()].filter((name) => !name.startsWith('CATO_')).sort()).toEqual(['HOST', 'PORT']);
    expect(told.get('CATO_MASTER_KEY_SECRET')).toEqual({ Ref: idOf('AWS::SecretsManager::Secret') });
  });

  test('is allowed what the function would be', () => {
    /** By what it may do: to what. Where a role's own log is differs. */
    const accessOf = (from: MadeTemplate, role: string): Readonly<Record<string, readonly string[]>> => {
      const policies = Object.values(from.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
        String(Properties.PolicyName).startsWith(role),
      );
      const statements = policies.flatMap(
        ({ Properties }) =>
          (Properties.PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement,
      );
      const access: Record<string, string[]> = {};
      for (const { Action, Resource } of statements) {
        for (const action of [Action].flat().filter((one) => !one.startsWith('logs:'))) {
          access[action] = [...(access[action] ?? []), ...[Resource].flat().map((one) => JSON.stringify(one))].sort();
        }
      }
      return access;
    };
    const asFunction = accessOf(gatewayOf('compute: lambda'), 'GatewayRole');
    expect(Object.keys(asFunction)).toContain('bedrock:InvokeModel');
    expect(accessOf(template, 'ContainerRole')).toEqual(asFunction);
  });
});
