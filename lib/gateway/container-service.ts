import { Duration, Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AwsLogDriverMode,
  Cluster,
  ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CatoLogGroup } from '../logs/cato-log-group.ts';
import type { Settings } from '../settings.ts';
import { ContainerNetwork } from './container-network.ts';
import { gatewayPort, listenerPort } from './container-ports.ts';
import { gatewayImage } from './gateway-image.ts';

export interface ContainerServiceProps {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string>>;
}

/** As long as API Gateway waits between two parts of a stream. */
const idle = Duration.minutes(5);
/**
 * How long a task that is to end keeps its running streams while it gets no new ones: as long as an answer may take. It
 * is told to end after that, or before, once it has none.
 */
const leaving = Duration.minutes(15);
/** AWS Fargate's longest between SIGTERM and the end; the program gives what still runs a little less. */
const stopping = Duration.minutes(2);
/** Connections that a task may have open; each stream takes two. */
const openFiles = 65_536;

/** The gateway as tasks on AWS Fargate, many streams a task, behind a load balancer that only API Gateway reaches. */
export class ContainerService extends Construct {
  readonly role: Role;
  readonly service: FargateService;
  readonly network: ContainerNetwork;
  readonly balancer: ApplicationLoadBalancer;
  readonly tasks: ApplicationTargetGroup;

  constructor(scope: Construct, id: string, { settings, environment }: ContainerServiceProps) {
    super(scope, id);
    const { container } = settings.deploy;
    this.network = new ContainerNetwork(this, 'Network');
    const { vpc } = this.network;
    const vpcSubnets = { subnetType: SubnetType.PUBLIC };
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: `${Stack.of(this).stackName}: answers requests`,
    });
    const image = gatewayImage(this, 'Image', settings);
    const logGroup = new CatoLogGroup(this, 'Logs', { settings });
    const definition = new FargateTaskDefinition(this, 'Task', {
      cpu: container.cpu,
      memoryLimitMiB: container.memoryMb,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      taskRole: this.role,
    });
    image.grantPull(definition.obtainExecutionRole());
    const program = definition.addContainer('Gateway', {
      image: ContainerImage.fromRegistry(image.uri),
      environment: { ...environment, PORT: String(gatewayPort), HOST: '0.0.0.0' },
      portMappings: [{ containerPort: gatewayPort }],
      readonlyRootFilesystem: true,
      stopTimeout: stopping,
      // A log that is not taken must not hold up answers.
      logging: LogDrivers.awsLogs({ logGroup, streamPrefix: 'gateway', mode: AwsLogDriverMode.NON_BLOCKING }),
    });
    program.addUlimits({ name: UlimitName.NOFILE, softLimit: openFiles, hardLimit: openFiles });
    this.service = new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', { vpc }),
      taskDefinition: definition,
      assignPublicIp: true,
      vpcSubnets,
      securityGroups: [this.network.tasks],
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.minutes(1),
    });
    this.balancer = new ApplicationLoadBalancer(this, 'Balancer', {
      vpc,
      vpcSubnets,
      internetFacing: false,
      securityGroup: this.network.balancer,
      idleTimeout: idle,
      dropInvalidHeaderFields: true,
    });
    const listener = this.balancer.addListener('Listener', {
      port: listenerPort,
      protocol: ApplicationProtocol.HTTP,
      open: false,
    });
    this.tasks = listener.addTargets('Tasks', {
      port: gatewayPort,
      protocol: ApplicationProtocol.HTTP,
      targets: [this.service],
      deregistrationDelay: leaving,
      healthCheck: {
        path: '/health/ready',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
    this.service
      .autoScaleTaskCount({ minCapacity: container.minTasks, maxCapacity: container.maxTasks })
      .scaleOnCpuUtilization('Cpu', {
        targetUtilizationPercent: container.cpuTargetPercent,
        scaleOutCooldown: Duration.minutes(1),
        // A task that ends is paid until its last stream has ended.
        scaleInCooldown: Duration.minutes(10),
      });
  }
}
