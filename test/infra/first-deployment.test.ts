import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { templatesOf } from './support/made-template.ts';
import type { JsonObject } from './support/stack.ts';
import { assemblies, deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

/** The stacks that must be deployed before a stack, by their ids. */
function needed(name: DeploymentName, id: string): readonly string[] {
  const { artifacts } = JSON.parse(readFileSync(join(assemblies(), name, 'manifest.json'), 'utf8'));
  const { dependencies = [] } = artifacts[id] as { readonly dependencies?: readonly string[] };
  return dependencies.filter((one) => artifacts[one].type === 'aws:cloudformation:stack');
}

describe.each(names)('a first deployment of %s', (name) => {
  test('leaves a gateway that answers when the hosted models cannot be had', () => {
    const { stacks } = deployment(name);
    const inference = stacks.findIndex(({ part }) => part === 'inference');
    for (const { id, part } of stacks) {
      expect([id, needed(name, id).filter((one) => one.includes('-inference-'))]).toEqual([id, []]);
      if (part === 'gateway') expect(needed(name, id).length).toBeGreaterThan(0);
    }
    // The command line deploys in this order what does not depend on each other, and ends where one fails.
    if (inference !== -1) expect(inference).toBe(stacks.length - 1);
  });

  test('ends with a first call that needs nothing but the credentials of whoever deployed', () => {
    for (const { part, region, outputs } of deployment(name).stacks) {
      if (part !== 'gateway') continue;
      expect(outputs.FirstCall).toContain(`aws secretsmanager get-secret-value --region ${region} `);
      expect(outputs.FirstCall).not.toContain('CATO_KEY');
      // One address, the one that clients need.
      const addresses = Object.entries(outputs).filter(([, value]) => /^https:\S+$/.test(value));
      expect(addresses.map(([output]) => output)).toEqual(['Endpoint']);
    }
  });

  test('lets AppConfig ask the validator for this account alone', () => {
    const permissions = deployment(name)
      .stacks.flatMap((stack) => stack.ofType('AWS::Lambda::Permission'))
      .filter(({ properties }) => String(properties.Principal).endsWith('.amazonaws.com'));
    expect(permissions.map(({ properties }) => properties.Principal)).toContain('appconfig.amazonaws.com');
    for (const { path, properties } of permissions) {
      expect([path, properties.SourceAccount ?? properties.SourceArn]).toEqual([path, expect.any(String)]);
    }
  });

  test('fences what operators look at off from what clients ask', () => {
    for (const stack of deployment(name).stacks.filter(({ part }) => part === 'gateway')) {
      const [stage] = stack.ofType('AWS::ApiGateway::Stage');
      const settings = (stage?.properties.MethodSettings ?? []) as readonly JsonObject[];
      const admin = settings.filter(({ ResourcePath }) => ResourcePath === '/~1api~1admin~1{proxy+}');
      expect(admin.map(({ HttpMethod }) => HttpMethod)).toEqual(expect.arrayContaining(['GET', 'POST']));
      for (const { ThrottlingRateLimit, ThrottlingBurstLimit } of admin) {
        expect([ThrottlingRateLimit, ThrottlingBurstLimit]).toEqual([10, 20]);
      }
    }
  });
});

test('`scale` raises its self-hosted models for the working day, and lets them down again', () => {
  const [target] = deployment('scale')
    .stack('inference')
    .ofType('AWS::ApplicationAutoScaling::ScalableTarget')
    .filter(({ path }) => path.startsWith('ShadowSelf/'));
  const actions = (target?.properties.ScheduledActions ?? []) as readonly JsonObject[];
  const floors = actions.map(({ ScalableTargetAction }) => (ScalableTargetAction as JsonObject).MinCapacity);
  expect(floors).toEqual([20, target?.properties.MinCapacity]);
});

test('weights of gated models are asked for with their licence accepted, if the settings say so, and only then', () => {
  const sourceOf = (variant: Parameters<typeof templatesOf>[0]) => {
    const [template] = templatesOf(variant, 'inference');
    const [model] = Object.values(template?.findResources('AWS::SageMaker::Model') ?? {});
    const { ModelDataSource } = (model?.Properties.PrimaryContainer ?? {}) as {
      readonly ModelDataSource?: { readonly S3DataSource: JsonObject };
    };
    return ModelDataSource?.S3DataSource;
  };
  expect(sourceOf('shadowSelf: { weights: "s3://jumpstart-cache/llama/8b", acceptEula: true }')).toMatchObject({
    ModelAccessConfig: { AcceptEula: true },
  });
  expect(sourceOf('shadowSelf: { weights: "s3://jumpstart-cache/llama/8b" }')).not.toHaveProperty('ModelAccessConfig');
});
