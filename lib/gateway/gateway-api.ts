import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  type Integration,
  LogGroupLogDestination,
  type Method,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import { CatoLogGroup } from '../logs/cato-log-group.ts';
import type { Settings } from '../settings.ts';
import { addFirewall } from './firewall.ts';
import { addGatewayErrors } from './gateway-errors.ts';

/** How the API reaches the gateway, whatever it runs as. */
export interface GatewayIntegration {
  /** @param path `{proxy}` = what the client asked for; empty = the root. */
  at(path: '' | '{proxy}'): Integration;
  /** Called with each method that was made with it. */
  complete(method: Method): void;
}

export interface GatewayApiProps {
  readonly settings: Settings;
  readonly gateway: GatewayIntegration;
  readonly admin: Integration;
}

/** What ANY stands for: limits are set for each. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Operators look now and then: whoever asks more often must not take environments from the gateway. */
const adminThrottle = { throttlingRateLimit: 10, throttlingBurstLimit: 20 };

/** The REST API: everything to the gateway, what operators look at to the admin function, a coarse fence around both. */
export class GatewayApi extends Construct {
  readonly api: RestApi;
  /** Without a slash at the end. */
  readonly url: string;
  /** What the domain's DNS record leads to; `null` = there is no domain. */
  readonly domainTarget: string | null;

  constructor(scope: Construct, id: string, { settings, gateway, admin }: GatewayApiProps) {
    super(scope, id);
    const { deploy } = settings;
    const { throttle, domain, waf, corsOrigins } = deploy.gateway;
    const logs = new CatoLogGroup(this, 'AccessLogs', { settings });
    this.api = new RestApi(this, 'Rest', {
      restApiName: `${deploy.prefix}-gateway`,
      description: 'Cato',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
      deployOptions: {
        stageName: 'live',
        accessLogDestination: new LogGroupLogDestination(logs),
        accessLogFormat: accessLogFormat(),
        throttlingRateLimit: throttle.requestsPerSecond,
        throttlingBurstLimit: throttle.burst,
        methodOptions: Object.fromEntries(methods.map((method) => [`/api/admin/{proxy+}/${method}`, adminThrottle])),
        tracingEnabled: deploy.operations.tracing,
      },
      ...(corsOrigins.length === 0
        ? {}
        : {
            defaultCorsPreflightOptions: {
              allowOrigins: [...corsOrigins],
              // The asterisk is every header but this one: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
              allowHeaders: ['authorization', '*'],
              allowMethods: ['GET', 'POST', 'DELETE'],
              maxAge: Duration.hours(2),
            },
          }),
      ...(domain === null
        ? {}
        : {
            domainName: {
              domainName: domain.name,
              certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
              endpointType: EndpointType.REGIONAL,
              securityPolicy: SecurityPolicy.TLS_1_2,
            },
          }),
    });
    // It would print the address without the path that clients need, beside the one with it.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayErrors(this.api, { forPages: corsOrigins.length > 0 });
    gateway.complete(this.api.root.addMethod('ANY', gateway.at('')));
    const proxy = this.api.root.addProxy({ anyMethod: false });
    const passed = { requestParameters: { 'method.request.path.proxy': true } };
    gateway.complete(proxy.addMethod('ANY', gateway.at('{proxy}'), passed));
    const adminRoot = this.api.root.addResource('api').addResource('admin');
    adminRoot.addProxy({ defaultIntegration: admin, anyMethod: true });
    this.url = domain === null ? this.api.url.replace(/\/$/, '') : `https://${domain.name}`;
    this.domainTarget = this.api.domainName?.domainNameAliasDomainName ?? null;
    if (waf !== null) addFirewall(this, this.api, waf.requestsPerFiveMinutes);
  }
}

/** Who asked what when, and how it ended. No bodies, no headers, no keys. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTimeEpoch(),
      address: AccessLogField.contextIdentitySourceIp(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextPath(),
      status: AccessLogField.contextStatus(),
      bytes: AccessLogField.contextResponseLength(),
      latencyMs: AccessLogField.contextResponseLatency(),
      integrationStatus: AccessLogField.contextIntegrationStatus(),
      integrationError: AccessLogField.contextIntegrationErrorMessage(),
    }),
  );
}
