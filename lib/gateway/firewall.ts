import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { rateLimitBody } from './gateway-errors.ts';

/** Counts requests by address. Bodies are not looked at: a prompt about SQL is no injection. */
export function addFirewall(scope: Construct, api: RestApi, limit: number): void {
  const visibility = (metricName: string) => ({
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: false,
    metricName,
  });
  const acl = new CfnWebACL(scope, 'Firewall', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility('firewall'),
    customResponseBodies: { 'rate-limit': { contentType: 'APPLICATION_JSON', content: rateLimitBody } },
    rules: [
      {
        name: 'rate-by-address',
        priority: 0,
        action: {
          block: {
            customResponse: {
              responseCode: 429,
              customResponseBodyKey: 'rate-limit',
              responseHeaders: [{ name: 'retry-after', value: '60' }],
            },
          },
        },
        statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit, evaluationWindowSec: 300 } },
        visibilityConfig: visibility('rate-by-address'),
      },
      {
        name: 'known-bad-addresses',
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' },
        },
        visibilityConfig: visibility('known-bad-addresses'),
      },
    ],
  });
  new CfnWebACLAssociation(scope, 'FirewallOfStage', {
    resourceArn: Stack.of(scope).formatArn({
      service: 'apigateway',
      account: '',
      resource: '/restapis',
      resourceName: `${api.restApiId}/stages/${api.deploymentStage.stageName}`,
    }),
    webAclArn: acl.attrArn,
  });
}
