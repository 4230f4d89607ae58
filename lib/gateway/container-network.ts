import { GatewayVpcEndpointAwsService, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { gatewayPort, listenerPort } from './container-ports.ts';

/** Where tasks run: public subnets in two zones, which cost nothing, and groups that let in the next in line only. */
export class ContainerNetwork extends Construct {
  readonly vpc: Vpc;
  /** API Gateway's way in. */
  readonly link: SecurityGroup;
  readonly balancer: SecurityGroup;
  readonly tasks: SecurityGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      // Tasks call providers all over the world by addresses of their own; NAT would cost as much as they do.
      natGateways: 0,
      subnetConfiguration: [{ name: 'public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false }],
      gatewayEndpoints: {
        tables: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        files: { service: GatewayVpcEndpointAwsService.S3 },
      },
      // Would be done by a function of its own; nothing here is in the default group.
      restrictDefaultSecurityGroup: false,
    });
    const group = (name: string, description: string, allowAllOutbound: boolean): SecurityGroup =>
      new SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound });
    this.link = group('Link', 'API Gateway, towards the load balancer', false);
    this.balancer = group('Balancer', 'load balancer: from API Gateway, to tasks', false);
    this.tasks = group('Tasks', 'tasks: from the load balancer, to providers', true);
    this.balancer.addIngressRule(this.link, Port.tcp(listenerPort), 'API Gateway');
    this.link.addEgressRule(this.balancer, Port.tcp(listenerPort), 'load balancer');
    this.tasks.addIngressRule(this.balancer, Port.tcp(gatewayPort), 'load balancer');
    this.balancer.addEgressRule(this.tasks, Port.tcp(gatewayPort), 'tasks');
  }
}
