import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import { readyHours } from '../ready-hours.ts';
import { hoursPerMonth } from '../volume.ts';
import { type DeployedResource, type DeployedStack, numberOf, recordsOf, referredTo } from './deployed-resource.ts';

/** So much of a price row, a month, while nobody asks. */
export interface IdleUse {
  readonly price: string;
  readonly quantity: number;
}

/** What a resource costs while nobody asks. */
type IdleCost =
  /** Nothing, ever. */
  | 'free'
  /** Nothing but for what is asked, written or kept. */
  | 'by use'
  | ((resource: DeployedResource, stack: DeployedStack) => readonly IdleUse[]);

/** A balancer and an endpoint are in three zones where the template does not count them. */
const usualZones = 3;
const minOcuOfClassic = 2;

/** Every type that a stack of Cato may hold. One that is not here has no price, and is not taken to cost nothing. */
export const resourceCosts: Readonly<Record<string, IdleCost>> = {
  'AWS::ApiGateway::Account': 'free',
  'AWS::ApiGateway::BasePathMapping': 'free',
  'AWS::ApiGateway::Deployment': 'free',
  'AWS::ApiGateway::DomainName': 'free',
  'AWS::ApiGateway::GatewayResponse': 'free',
  'AWS::ApiGateway::Method': 'free',
  'AWS::ApiGateway::Resource': 'free',
  'AWS::ApiGateway::RestApi': 'by use',
  'AWS::ApiGateway::Stage': 'by use',
  'AWS::ApiGatewayV2::VpcLink': () => [{ price: 'link-hours', quantity: hoursPerMonth }],
  'AWS::AppConfig::Application': 'free',
  'AWS::AppConfig::ConfigurationProfile': 'free',
  'AWS::AppConfig::Deployment': 'free',
  'AWS::AppConfig::DeploymentStrategy': 'free',
  'AWS::AppConfig::Environment': 'by use',
  'AWS::AppConfig::Extension': 'free',
  'AWS::AppConfig::ExtensionAssociation': 'free',
  'AWS::AppConfig::HostedConfigurationVersion': 'free',
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'free',
  'AWS::Budgets::Budget': 'free',
  'AWS::CloudWatch::Alarm': ({ Properties }) => [{ price: 'alarm-metrics', quantity: alarmMetrics(Properties) }],
  'AWS::CloudWatch::Dashboard': () => [{ price: 'dashboards', quantity: 1 }],
  'AWS::CodeBuild::Project': 'by use',
  'AWS::DynamoDB::GlobalTable': 'by use',
  'AWS::EC2::EIP': () => [{ price: 'public-address', quantity: hoursPerMonth }],
  'AWS::EC2::InternetGateway': 'free',
  'AWS::EC2::NatGateway': () => [{ price: 'nat-hours', quantity: hoursPerMonth }],
  'AWS::EC2::Route': 'free',
  'AWS::EC2::RouteTable': 'free',
  'AWS::EC2::SecurityGroup': 'free',
  'AWS::EC2::SecurityGroupEgress': 'free',
  'AWS::EC2::SecurityGroupIngress': 'free',
  'AWS::EC2::Subnet': 'free',
  'AWS::EC2::SubnetRouteTableAssociation': 'free',
  'AWS::EC2::VPC': 'free',
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
  'AWS::EC2::VPCGatewayAttachment': 'free',
  'AWS::ECR::Repository': 'by use',
  'AWS::ECS::Cluster': 'free',
  'AWS::ECS::Service': fargateService,
  'AWS::ECS::TaskDefinition': 'free',
  'AWS::ElasticLoadBalancingV2::Listener': 'free',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'free',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'free',
  'AWS::Events::Rule': 'by use',
  'AWS::IAM::InstanceProfile': 'free',
  'AWS::IAM::ManagedPolicy': 'free',
  'AWS::IAM::Policy': 'free',
  'AWS::IAM::Role': 'free',
  'AWS::KMS::Alias': 'free',
  'AWS::KMS::Key': () => [{ price: 'keys', quantity: 1 }],
  'AWS::Lambda::Alias': 'free',
  'AWS::Lambda::EventInvokeConfig': 'free',
  'AWS::Lambda::EventSourceMapping': 'by use',
  'AWS::Lambda::Function': 'by use',
  'AWS::Lambda::LayerVersion': 'free',
  'AWS::Lambda::Permission': 'free',
  'AWS::Lambda::Version': 'free',
  'AWS::Logs::LogGroup': 'by use',
  'AWS::Logs::MetricFilter': 'free',
  'AWS::Logs::ResourcePolicy': 'free',
  'AWS::OpenSearchServerless::AccessPolicy': 'free',
  'AWS::OpenSearchServerless::Collection': searchCollection,
  'AWS::OpenSearchServerless::CollectionGroup': searchGroup,
  'AWS::OpenSearchServerless::CollectionIndex': 'free',
  'AWS::OpenSearchServerless::Index': 'free',
  'AWS::OpenSearchServerless::LifecyclePolicy': 'free',
  'AWS::OpenSearchServerless::SecurityPolicy': 'free',
  'AWS::S3::Bucket': 'by use',
  'AWS::S3::BucketPolicy': 'free',
  'AWS::SageMaker::Endpoint': endpoint,
  'AWS::SageMaker::EndpointConfig': 'free',
  'AWS::SageMaker::InferenceComponent': 'free',
  'AWS::SageMaker::Model': 'free',
  'AWS::Scheduler::Schedule': 'by use',
  'AWS::Scheduler::ScheduleGroup': 'free',
  'AWS::SecretsManager::ResourcePolicy': 'free',
  'AWS::SecretsManager::Secret': () => [{ price: 'secrets', quantity: 1 }],
  'AWS::SNS::Subscription': 'free',
  'AWS::SNS::Topic': 'by use',
  'AWS::SNS::TopicPolicy': 'free',
  'AWS::SQS::Queue': 'by use',
  'AWS::SQS::QueuePolicy': 'free',
  'AWS::SSM::Parameter': 'free',
  'AWS::StepFunctions::StateMachine': 'by use',
  'AWS::WAFv2::WebACL': ({ Properties }) => [
    { price: 'firewalls', quantity: 1 },
    { price: 'firewall-rules', quantity: recordsOf(Properties?.Rules).length },
  ],
  'AWS::WAFv2::WebACLAssociation': 'free',
  'AWS::XRay::SamplingRule': 'free',
};

/** Metrics that an alarm watches: each of an expression costs, a standard one by itself is one. */
export function alarmMetrics(properties: DeployedResource['Properties']): number {
  const queries = recordsOf(properties?.Metrics).filter((query) => query.MetricStat !== undefined);
  return Math.max(1, queries.length);
}

function vpcEndpoint({ Properties }: DeployedResource): readonly IdleUse[] {
  if (Properties?.VpcEndpointType !== 'Interface') return [];
  const { SubnetIds: subnets } = Properties;
  const zones = Array.isArray(subnets) ? subnets.length : usualZones;
  return [{ price: 'endpoint-hours', quantity: zones * hoursPerMonth }];
}

function loadBalancer({ Properties }: DeployedResource): readonly IdleUse[] {
  const subnets = Properties?.Subnets;
  const zones = Array.isArray(subnets) ? subnets.length : usualZones;
  const addresses = Properties?.Scheme === 'internal' ? 0 : zones;
  return [
    { price: 'balancer-hours', quantity: hoursPerMonth },
    { price: 'public-address', quantity: addresses * hoursPerMonth },
  ];
}

/** As many tasks as always run, as the service or its scaling says. */
function fargateService(service: DeployedResource, stack: DeployedStack): readonly IdleUse[] {
  const { Properties = {} } = service;
  const scaling = Object.values(stack).find(({ Properties: of }) => of?.ServiceNamespace === 'ecs');
  const tasks = Math.max(numberOf(Properties.DesiredCount, 1), numberOf(scaling?.Properties?.MinCapacity, 0));
  const definition = referredTo(stack, Properties.TaskDefinition)?.Properties ?? {};
  const network = isJsonObject(Properties.NetworkConfiguration)
    ? Properties.NetworkConfiguration.AwsvpcConfiguration
    : null;
  const hasAddress = isJsonObject(network) && network.AssignPublicIp === 'ENABLED';
  return [
    { price: 'fargate-cpu', quantity: (tasks * numberOf(definition.Cpu, 0) * hoursPerMonth) / 1024 },
    { price: 'fargate-memory', quantity: (tasks * numberOf(definition.Memory, 0) * hoursPerMonth) / 1024 },
    { price: 'public-address', quantity: hasAddress ? tasks * hoursPerMonth : 0 },
  ];
}

/** What is kept ready of a function costs; what else is scaled is counted where it stands. */
function scalableTarget({ Properties = {} }: DeployedResource, stack: DeployedStack): readonly IdleUse[] {
  if (Properties.ServiceNamespace !== 'lambda') return [];
  const actions = recordsOf(Properties.ScheduledActions);
  const from = actions.find(
    ({ ScalableTargetAction: action }) => isJsonObject(action) && numberOf(action.MinCapacity, 0) > 0,
  );
  const until = actions.find((action) => action !== from);
  const action = from?.ScalableTargetAction;
  const ready = isJsonObject(action) ? numberOf(action.MinCapacity, 0) : numberOf(Properties.MinCapacity, 0);
  const hours =
    typeof from?.Schedule === 'string' && typeof until?.Schedule === 'string'
      ? readyHours({ from: from.Schedule, until: until.Schedule })
      : hoursPerMonth;
  const alias = Object.values(stack).find(({ Type }) => Type === 'AWS::Lambda::Alias');
  const memoryMb = numberOf(referredTo(stack, alias?.Properties?.FunctionName)?.Properties?.MemorySize, 128);
  return [{ price: 'lambda-ready', quantity: (ready * hours * 3_600 * memoryMb) / 1024 }];
}

/** Instances that always run. */
function endpoint({ Properties }: DeployedResource, stack: DeployedStack): readonly IdleUse[] {
  const config = referredTo(stack, Properties?.EndpointConfigName);
  return recordsOf(config?.Properties?.ProductionVariants).map((variant) => {
    const scaling = variant.ManagedInstanceScaling;
    const least = isJsonObject(scaling) ? numberOf(scaling.MinInstanceCount, 1) : null;
    const count = least ?? numberOf(variant.InitialInstanceCount, 1);
    return { price: String(variant.InstanceType), quantity: count * hoursPerMonth };
  });
}

/** One in a group is counted with the group. */
function searchCollection({ Properties }: DeployedResource): readonly IdleUse[] {
  if (Properties?.CollectionGroupName !== undefined) return [];
  return [{ price: 'search-units', quantity: minOcuOfClassic * hoursPerMonth }];
}

function searchGroup({ Properties }: DeployedResource): readonly IdleUse[] {
  const limits = isJsonObject(Properties?.CapacityLimits) ? Properties.CapacityLimits : {};
  const least = numberOf(limits.MinIndexingCapacityInOCU, 0) + numberOf(limits.MinSearchCapacityInOCU, 0);
  return [{ price: 'search-units', quantity: least * hoursPerMonth }];
}
