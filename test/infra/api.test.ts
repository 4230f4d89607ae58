import { describe, expect, test } from '@jest/globals';
import { firstFlags } from '../../lib/rollout/flags-document.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
/** API Gateway gives an answer of a streaming integration 15 minutes, and Lambda as many. */
const streamMs = 15 * 60 * 1000;

describe.each(names)('the API of %s', (name) => {
  const gateways = () => deployment(name).stacks.filter(({ part }) => part === 'gateway');

  test('is in every region', () => {
    expect(gateways().map(({ region }) => region)).toEqual(deployment(name).settings.deploy.regions);
  });

  test('streams whatever the gateway answers for as long as API Gateway allows', () => {
    for (const stack of gateways()) {
      const methods = stack
        .ofType('AWS::ApiGateway::Method')
        .filter(({ properties }) => properties.HttpMethod === 'ANY');
      const streaming = methods.filter(({ path }) => !path.includes('/api/admin/'));
      expect(streaming.map(({ path }) => path).sort()).toEqual([
        'Api/Rest/Default/ANY',
        'Api/Rest/Default/{proxy+}/ANY',
      ]);
      for (const { properties } of streaming) {
        expect(properties.Integration).toMatchObject({ ResponseTransferMode: 'STREAM', TimeoutInMillis: streamMs });
      }
      const admin = methods.filter(({ path }) => path.includes('/api/admin/'));
      expect(admin).toHaveLength(1);
      expect((admin[0]?.properties.Integration as JsonObject | undefined)?.ResponseTransferMode).toBeUndefined();
    }
  });

  test('asks for no key of its own, for `x-api-key` is the clients’', () => {
    for (const stack of gateways()) {
      for (const { properties } of stack.ofType('AWS::ApiGateway::Method')) {
        expect(properties.ApiKeyRequired ?? false).toBe(false);
      }
      expect(stack.ofType('AWS::ApiGateway::UsagePlan')).toEqual([]);
    }
  });

  test('takes as many requests as the settings say, and logs who asked what, without bodies and headers', () => {
    const { deploy } = deployment(name).settings;
    for (const stack of gateways()) {
      const [stage, ...others] = stack.ofType('AWS::ApiGateway::Stage');
      expect(others).toEqual([]);
      expect(stage?.properties).toMatchObject({
        StageName: 'live',
        TracingEnabled: deploy.operations.tracing,
        MethodSettings: expect.arrayContaining([
          expect.objectContaining({
            HttpMethod: '*',
            ResourcePath: '/*',
            DataTraceEnabled: false,
            ThrottlingRateLimit: deploy.gateway.throttle.requestsPerSecond,
            ThrottlingBurstLimit: deploy.gateway.throttle.burst,
          }),
        ]),
        AccessLogSetting: { DestinationArn: expect.stringContaining('<gateway/Api/AccessLogs>') },
      });
      const { Format } = (stage?.properties.AccessLogSetting ?? {}) as { readonly Format: string };
      expect(Object.values(JSON.parse(Format)).every((field) => String(field).startsWith('$context.'))).toBe(true);
      expect(Format).not.toMatch(/authorizer|apiKey|header|body/i);
    }
  });

  test('has a firewall exactly when one is set, and it blocks only by address', () => {
    const { waf } = deployment(name).settings.deploy.gateway;
    for (const stack of gateways()) {
      const acls = stack.ofType('AWS::WAFv2::WebACL');
      expect([acls.length, stack.ofType('AWS::WAFv2::WebACLAssociation').length]).toEqual(waf ? [1, 1] : [0, 0]);
      if (!waf) continue;
      const rules = acls[0]?.properties.Rules as readonly { readonly Name: string; readonly Statement: JsonObject }[];
      expect(rules.map(({ Name }) => Name)).toEqual(['rate-by-address', 'known-bad-addresses']);
      expect(rules[0]?.Statement).toEqual({
        RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: waf.requestsPerFiveMinutes },
      });
    }
  });

  test('words its own errors as the gateway does, for clients of either vendor', () => {
    for (const stack of gateways()) {
      const own = new Map(
        stack
          .ofType('AWS::ApiGateway::GatewayResponse')
          .map(({ properties }) => [String(properties.ResponseType), properties]),
      );
      expect([...own.keys()]).toEqual(
        expect.arrayContaining([
          ...['DEFAULT_4XX', 'DEFAULT_5XX', 'REQUEST_TOO_LARGE', 'THROTTLED', 'WAF_FILTERED'],
          ...['INTEGRATION_FAILURE', 'INTEGRATION_TIMEOUT', 'MISSING_AUTHENTICATION_TOKEN'],
        ]),
      );
      const read = (type: string): JsonObject => {
        const templates = (own.get(type)?.ResponseTemplates ?? {}) as { readonly [type: string]: string };
        return JSON.parse(templates['application/json'] ?? '');
      };
      for (const [type, { ResponseParameters }] of own) {
        expect(read(type)).toEqual({
          type: 'error',
          error: {
            message: expect.stringMatching(/ \(request id: \$context\.requestId\)$/),
            type: expect.stringMatching(/_error$/),
            param: null,
            code: expect.any(String),
          },
          request_id: '$context.requestId',
        });
        expect(ResponseParameters).toEqual({
          'gatewayresponse.header.x-request-id': 'context.requestId',
          'gatewayresponse.header.request-id': 'context.requestId',
          ...(deployment(name).settings.deploy.gateway.corsOrigins.length > 0
            ? {
                'gatewayresponse.header.access-control-allow-origin': "'*'",
                'gatewayresponse.header.access-control-expose-headers': "'*'",
              }
            : {}),
        });
      }
      expect(read('REQUEST_TOO_LARGE').error).toMatchObject({ code: 'request_too_large' });
      expect(read('THROTTLED').error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' });
      expect(own.get('MISSING_AUTHENTICATION_TOKEN')?.StatusCode).toBe('404');
    }
  });

  test('has the firewall say in the same words that an address asks too often', () => {
    for (const stack of gateways()) {
      for (const { properties } of stack.ofType('AWS::WAFv2::WebACL')) {
        const [rate] = properties.Rules as readonly { readonly Action: { readonly Block: JsonObject } }[];
        const { ResponseCode, CustomResponseBodyKey } = (rate?.Action.Block.CustomResponse ?? {}) as JsonObject;
        const bodies = properties.CustomResponseBodies as { readonly [key: string]: JsonObject };
        expect(ResponseCode).toBe(429);
        expect(JSON.parse(String(bodies[String(CustomResponseBodyKey)]?.Content))).toMatchObject({
          type: 'error',
          error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', param: null },
        });
      }
    }
  });

  test('answers pages of other origins exactly when some are set', () => {
    const { corsOrigins } = deployment(name).settings.deploy.gateway;
    for (const stack of gateways()) {
      const preflights = stack
        .ofType('AWS::ApiGateway::Method')
        .filter(({ properties }) => properties.HttpMethod === 'OPTIONS');
      expect(preflights.length > 0).toBe(corsOrigins.length > 0);
      for (const { properties } of preflights) {
        const [answer] = (properties.Integration as JsonObject).IntegrationResponses as readonly JsonObject[];
        const headers = answer?.ResponseParameters as JsonObject;
        // The asterisk covers every header but this one.
        expect(headers['method.response.header.Access-Control-Allow-Headers']).toBe("'authorization,*'");
        expect(headers['method.response.header.Access-Control-Allow-Origin']).toBe(`'${corsOrigins[0]}'`);
      }
    }
  });

  test('prints, in each region, its address, how to get the key and a line that calls it', () => {
    const { domain } = deployment(name).settings.deploy.gateway;
    for (const { outputs, region } of gateways()) {
      const host = domain
        ? `https://${domain.name}`
        : `https://<gateway/Api/Rest>.execute-api.${region}.amazonaws.com/<gateway/Api/Rest/DeploymentStage.live>`;
      expect(outputs.Endpoint).toBe(`${host}/v1`);
      expect(outputs.HowToGetTheKey).toMatch(
        new RegExp(`^aws secretsmanager get-secret-value --region ${region} --secret-id .*MasterKey/Secret`),
      );
      expect(outputs.FirstCall).toContain(
        `curl ${host}/v1/chat/completions -H "authorization: Bearer $(${outputs.HowToGetTheKey})"`,
      );
      const [, body = ''] = /-d '(.*)'$/.exec(outputs.FirstCall ?? '') ?? [];
      expect(JSON.parse(body)).toMatchObject({ model: 'auto', messages: [{ role: 'user' }] });
      expect(outputs.HowToPointTheDomain === undefined).toBe(domain === null);
    }
  });
});

describe.each(names)('the rollout of %s', (name) => {
  const rollouts = () => deployment(name).stacks.filter(({ part }) => part === 'rollout');

  test.each(['Configuration', 'Flags'])('asks the validator of %s only once it may', (which) => {
    for (const stack of rollouts()) {
      const resources = stack.template.Resources as { readonly [id: string]: JsonObject };
      const own = which === 'Flags' ? 'FlagsValidator' : 'Validator';
      const permissions = Object.entries(resources)
        .filter(([id, { Type }]) => Type === 'AWS::Lambda::Permission' && id.startsWith(own))
        .map(([id]) => id);
      expect(permissions).toHaveLength(1);
      const [deployed] = Object.entries(resources).filter(
        ([id, { Type }]) => Type === 'AWS::AppConfig::Deployment' && id.startsWith(which),
      );
      expect(deployed?.[1].DependsOn).toEqual(expect.arrayContaining(permissions));
    }
  });

  test('checks both documents, one after the other', () => {
    for (const stack of rollouts()) {
      const profiles = stack.ofType('AWS::AppConfig::ConfigurationProfile');
      expect(profiles.map(({ properties }) => [properties.Name, properties.Type])).toEqual([
        ['configuration', 'AWS.Freeform'],
        ['orchestration', 'AWS.Freeform'],
      ]);
      expect(
        profiles.map(({ properties }) => (properties.Validators as readonly JsonObject[]).map(({ Type }) => Type)),
      ).toEqual([['LAMBDA'], ['JSON_SCHEMA', 'LAMBDA']]);
      const [first, second] = stack.ofType('AWS::AppConfig::Deployment');
      const raw = (stack.template.Resources as JsonObject)[second?.logicalId ?? ''] as JsonObject;
      expect(raw.DependsOn).toContain(first?.logicalId);
    }
  });

  test('watches for longer than its alarms take, and goes back without waiting', () => {
    for (const stack of rollouts()) {
      const strategies = stack.ofType('AWS::AppConfig::DeploymentStrategy');
      const bakes = strategies.map(({ path, properties }) => [path, properties.FinalBakeTimeInMinutes]);
      expect(bakes).toEqual([
        ['Watched', 9],
        ['AtOnce', 0],
      ]);
      const minutes = stack
        .ofType('AWS::CloudWatch::Alarm')
        .map(({ properties }) => Number(properties.EvaluationPeriods) * (Number(properties.Period ?? 60) / 60));
      expect(minutes).toHaveLength(2);
      expect(Math.max(...minutes)).toBeLessThan(9);
      const monitors = stack.ofType('AWS::AppConfig::Environment')[0]?.properties.Monitors as readonly JsonObject[];
      expect(monitors.map(({ AlarmArn }) => AlarmArn)).toEqual([
        '<rollout/rollout-failures>',
        '<rollout/rollout-slow>',
      ]);
    }
  });

  test('can be destroyed: AppConfig keeps a profile while it has versions', () => {
    for (const stack of rollouts()) {
      for (const { path, deletionPolicy } of stack.ofType('AWS::AppConfig::HostedConfigurationVersion')) {
        expect([path, deletionPolicy]).toEqual([path, 'Delete']);
      }
    }
  });

  test('sends all users to the orchestrator at first', () => {
    for (const stack of rollouts()) {
      const flags = stack.ofType('AWS::AppConfig::HostedConfigurationVersion').find(({ path }) => path === 'Flags');
      expect(JSON.parse(String(flags?.properties.Content))).toEqual(firstFlags);
    }
  });
});
