import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deployProfiles } from '../../config/deploy-profiles.ts';
import { countsOfProfiles } from '../../config/deployed-counts.ts';
import { loadModelRows } from '../../config/model-catalogue.ts';
import { idleCost } from '../../local/plan/idle/idle-cost.ts';
import { usualLoad } from '../../local/plan/load.ts';
import { makePlan } from '../../local/plan/make-plan.ts';
import { parsePlanSettings } from '../../local/plan/plan-settings.ts';
import { costDocument } from '../../scripts/cost/cost-document.ts';
import { countDeployed } from '../../scripts/cost/count-deployed.ts';
import { idleText } from '../../scripts/cost/idle-text.ts';
import { synthesiseProfile } from '../../scripts/cost/synthesise-profile.ts';

const modelRows = await loadModelRows();
const profiles = (['small', 'standard', 'scale'] as const).map((profile) => ({
  profile,
  stacks: synthesiseProfile(profile),
}));
const document = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');

describe.each(profiles)('the stacks of $profile', ({ profile, stacks }) => {
  const lines = idleCost(stacks.map(({ resources }) => resources));
  const idleUsd = lines.reduce((sum, { usd }) => sum + usd, 0);

  test('hold nothing whose cost is unknown', () => {
    expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(
      stacks.reduce((sum, { resources }) => sum + Object.keys(resources).length, 0),
    );
  });

  test('hold as many alarms, dashboards and secrets as plans reckon with', () => {
    const { regions } = deployProfiles[profile];
    // Otherwise run `npm run cost:doc`.
    expect(countsOfProfiles[profile]).toEqual(countDeployed(stacks, regions));
  });

  test('cost while nobody asks what a plan without users says, but for parts that they do not have', () => {
    const { deploy, gateway } = parsePlanSettings('version: 1\nprovider: bedrock\n', null, profile);
    const plan = makePlan({ deploy, gateway, modelRows, load: { ...usualLoad, users: 0 } });
    const types = new Set(stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type)));
    const isThere = {
      'hosted models': types.has('AWS::SageMaker::Endpoint'),
      compute: deploy.compute === 'lambda' || types.has('AWS::ECS::Service'),
      'front door': true,
    };
    const planned = plan.lines.filter(({ component, item }) => {
      if (component === 'hosted models' || component === 'compute') return isThere[component];
      return item.startsWith('Load balancer') ? types.has('AWS::ElasticLoadBalancingV2::LoadBalancer') : true;
    });
    const usd = planned.reduce((sum, line) => sum + (line.usd ?? 0), 0);
    // Functions stand in for containers that are not made yet.
    const standIn = deploy.compute === 'container' && !isThere.compute;
    const ready = lines.find(({ type }) => type === 'AWS::ApplicationAutoScaling::ScalableTarget')?.usd ?? 0;
    expect(idleUsd - (standIn ? ready : 0)).toBeCloseTo(usd, 2);
  });
});

test('the default profile costs at most $30 a month while nobody asks', () => {
  const [small] = profiles;
  const usd = idleCost((small?.stacks ?? []).map(({ resources }) => resources)).reduce(
    (sum, line) => sum + line.usd,
    0,
  );
  expect(usd).toBeGreaterThan(0);
  expect(usd).toBeLessThanOrEqual(30);
});

test('a type of resource, or of instance, without a price is refused, not taken for nothing', () => {
  expect(() => idleCost([{ Made: { Type: 'AWS::Unheard::Of' } }])).toThrow('AWS::Unheard::Of');
  const config = {
    Type: 'AWS::SageMaker::EndpointConfig',
    Properties: { ProductionVariants: [{ InstanceType: 'ml.unheard.of', InitialInstanceCount: 1 }] },
  };
  const endpoint = {
    Type: 'AWS::SageMaker::Endpoint',
    Properties: { EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] } },
  };
  expect(() => idleCost([{ Config: config, Endpoint: endpoint }])).toThrow('ml.unheard.of');
});

test('what always runs is counted by the hour', () => {
  const stack = {
    Config: {
      Type: 'AWS::SageMaker::EndpointConfig',
      Properties: { ProductionVariants: [{ InstanceType: 'ml.g5.2xlarge', InitialInstanceCount: 10 }] },
    },
    Endpoint: {
      Type: 'AWS::SageMaker::Endpoint',
      Properties: { EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] } },
    },
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Subnets: ['a', 'b'] } },
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '2048', Memory: '4096' } },
    Service: { Type: 'AWS::ECS::Service', Properties: { DesiredCount: 2, TaskDefinition: { Ref: 'Task' } } },
    Scaling: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: { ServiceNamespace: 'ecs', MinCapacity: 6 },
    },
  };
  const usd = Object.fromEntries(idleCost([stack]).map((line) => [line.type, line.usd]));
  expect(usd['AWS::SageMaker::Endpoint']).toBeCloseTo(10 * 730 * 1.515, 6);
  expect(usd['AWS::ElasticLoadBalancingV2::LoadBalancer']).toBeCloseTo(730 * (0.0225 + 2 * 0.005), 6);
  expect(usd['AWS::ECS::Service']).toBeCloseTo(6 * 730 * (2 * 0.03238 + 4 * 0.00356), 6);
});

test('docs/cost.md is as `npm run cost:doc` writes it', () => {
  expect(document).toBe(
    costDocument(
      modelRows,
      profiles.map(({ profile, stacks }) => idleText(profile, stacks)),
    ),
  );
});
