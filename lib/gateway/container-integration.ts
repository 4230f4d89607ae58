import { Duration } from 'aws-cdk-lib';
import {
  type CfnMethod,
  ConnectionType,
  Integration,
  IntegrationType,
  type Method,
  ResponseTransferMode,
  VpcLink,
} from 'aws-cdk-lib/aws-apigateway';
import { VpcLink as VpcLinkV2 } from 'aws-cdk-lib/aws-apigatewayv2';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ContainerService } from './container-service.ts';
import type { GatewayIntegration } from './gateway-api.ts';

/** API Gateway's way to the load balancer inside the network, streamed: a VPC link of the second version. */
export class ContainerIntegration extends Construct implements GatewayIntegration {
  readonly #container: ContainerService;
  readonly #link: ReturnType<typeof VpcLink.fromVpcLinkId>;

  constructor(scope: Construct, id: string, container: ContainerService) {
    super(scope, id);
    this.#container = container;
    const { vpc, link } = container.network;
    const made = new VpcLinkV2(this, 'Link', {
      vpc,
      subnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [link],
    });
    // A REST API knows links of both versions by their ids alone.
    this.#link = VpcLink.fromVpcLinkId(this, 'LinkById', made.vpcLinkId);
  }

  at(path: '' | '{proxy}'): Integration {
    return new Integration({
      type: IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'ANY',
      uri: `http://${this.#container.balancer.loadBalancerDnsName}/${path}`,
      options: {
        connectionType: ConnectionType.VPC_LINK,
        vpcLink: this.#link,
        responseTransferMode: ResponseTransferMode.STREAM,
        timeout: Duration.minutes(15),
        ...(path === ''
          ? {}
          : { requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' } }),
      },
    });
  }

  /** What the CDK's integrations cannot say yet: which load balancer it is. */
  complete(method: Method): void {
    const made = method.node.defaultChild as CfnMethod;
    made.addPropertyOverride('Integration.IntegrationTarget', this.#container.balancer.loadBalancerArn);
  }
}
