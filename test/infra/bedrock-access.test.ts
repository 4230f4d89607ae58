import { describe, expect, test } from '@jest/globals';
import { effectiveConfig } from '../../config/effective-config.ts';
import { parseEnvironment } from '../../config/environment.ts';
import { readConfig } from '../../config/read-config.ts';
import { bedrockGrants } from '../../lib/bedrock-grants.ts';
import { parseSettings } from '../../lib/settings.ts';
import { statementsOf } from './support/access.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
const roles = ['gateway/Gateway/Role', 'gateway/Container/Role', 'orchestration/attempt/Role'];

/** What a gateway calls that runs in a region: read as the gateway reads it there. */
function callsIn(text: string, region: string): readonly { readonly region: string; readonly model: string }[] {
  const { config } = readConfig(text, { file: 'cato.yaml', environment: {}, deployed: () => 'a-secret' });
  const { environment } = parseEnvironment({ AWS_REGION: region });
  const { providers, targets } = effectiveConfig(config, environment, { ollamaModels: null });
  return targets.flatMap(({ provider, model }) => {
    const found = providers.find(({ name }) => name === provider);
    return found?.kind === 'bedrock' ? [{ region: found.region ?? region, model }] : [];
  });
}

describe.each(names)('who calls models in %s', (name) => {
  test('may call in each region what the gateway of that region calls', () => {
    const { stacks, settings } = deployment(name);
    for (const region of settings.deploy.regions) {
      const calls = callsIn(deployments[name], region);
      expect(calls.length).toBeGreaterThan(0);
      const inRegion = stacks.filter((stack) => stack.region === region).flatMap(statementsOf);
      const callers = roles.filter((role) => inRegion.some((statement) => statement.role === role));
      expect(callers).toHaveLength(2);
      for (const role of callers) {
        const allowed = inRegion
          .filter((statement) => statement.role === role && statement.actions.includes('bedrock:InvokeModel'))
          .flatMap(({ resources }) => resources)
          .join('\n');
        const missing = calls.filter(({ region: at, model }) => {
          const own = model.startsWith('arn:') ? model : `:bedrock:${at}:ACCOUNT:inference-profile/${model}`;
          return !allowed.includes(own.replace('ACCOUNT', settings.deploy.account ?? 'ACCOUNT'));
        });
        expect([region, role, missing]).toEqual([region, role, []]);
      }
    }
  });
});

describe('leave to call a model of Bedrock', () => {
  const place = { partition: 'aws', account: '1', regions: ['eu-west-1'] };

  test.each([
    ['amazon.nova-lite-v1:0', ['arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0']],
    [
      'eu.anthropic.claude-haiku-5-5',
      [
        'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-5-5',
        'arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-5-5',
      ],
    ],
    [
      'arn:aws:bedrock:us-east-1:2:inference-profile/us.anthropic.claude-haiku-5-5',
      [
        'arn:aws:bedrock:us-east-1:2:inference-profile/us.anthropic.claude-haiku-5-5',
        'arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-5-5',
      ],
    ],
    ['arn:aws:bedrock:us-east-1:2:provisioned-model/p', ['arn:aws:bedrock:us-east-1:2:provisioned-model/p']],
  ])('%s', (model, resources) => {
    expect(bedrockGrants(model, place)).toEqual([{ resources, onlyThrough: null }]);
  });

  test('by a profile of the account’s own is for the profile, and for any model through it alone', () => {
    const arn = 'arn:aws:bedrock:us-east-1:2:application-inference-profile/abc';
    expect(bedrockGrants(arn, place)).toEqual([
      { resources: [arn], onlyThrough: null },
      { resources: ['arn:aws:bedrock:*::foundation-model/*'], onlyThrough: arn },
    ]);
  });
});

describe('a profile of another part of the world than the region it is called in', () => {
  const text = (model: string, regions: string, region = '') =>
    `version: 1
providers: { cloud: { kind: bedrock${region} } }
targets: { haiku: { provider: cloud, model: ${model} } }
routes: { fast: { targets: [haiku] } }
deploy: { regions: [${regions}] }
`;
  const settings = (...given: Parameters<typeof text>) => parseSettings(text(...given), 'cato.yaml');

  test.each([
    ['us.anthropic.claude-haiku-5-5', 'us-east-1, eu-west-1', 'eu-west-1'],
    ['eu.anthropic.claude-haiku-5-5', 'eu-west-1, us-west-2', 'us-west-2'],
    ['apac.amazon.nova-lite-v1:0', 'us-east-1', 'us-east-1'],
    ['us.anthropic.claude-haiku-5-5', 'us-gov-west-1', 'us-gov-west-1'],
  ])('is refused: %s, deployed to %s', (model, regions, region) => {
    expect(() => settings(model, regions)).toThrow(
      new RegExp(`targets\\.haiku\\.model is ${model.replace(/[.]/g, '\\.')}.*${region}.*\`region\``),
    );
  });

  test.each([
    ['us.anthropic.claude-haiku-5-5', 'us-east-1, eu-west-1', ', region: us-east-1'],
    ['us.anthropic.claude-haiku-5-5', 'us-east-1, ca-central-1', ''],
    ['global.anthropic.claude-haiku-5-5', 'us-east-1, eu-west-1, ap-northeast-1', ''],
    ['amazon.nova-lite-v1:0', 'eu-west-1', ''],
  ])('and others are taken: %s, deployed to %s%s', (model, regions, region) => {
    expect(settings(model, regions, region).deploy.regions).toHaveLength(regions.split(',').length);
  });
});
