import { describe, expect, test } from '@jest/globals';
import { readCompiledConfig } from '../../config/compiled-config.ts';
import { parseSettings } from '../../lib/settings.ts';
import { deployedConfig } from '../../wiring/deployed/deployed-config.ts';

const yaml = `
version: 1
providers:
  cloud: { kind: bedrock, region: us-east-1 }
  other: { kind: ollama, baseUrl: "https://ollama.example.com" }
targets:
  haiku: { provider: cloud, model: us.anthropic.claude-haiku-5-5 }
  nova: { provider: cloud, model: amazon.nova-lite-v1:0 }
  local: { provider: other, model: llama3 }
routes:
  fast: { targets: [haiku, nova, local] }
`;

function deployOf(text: string, context: Record<string, unknown> = {}) {
  return parseSettings(`version: 1\nprovider: bedrock\n${text}`, 'cato.yaml', context).deploy;
}

describe('the settings of a deployment', () => {
  test('say for each region what its gateway runs with: models of the part of the world it is in', () => {
    const { gateways } = parseSettings(
      'version: 1\nprovider: bedrock\ndeploy: { regions: [us-east-1, eu-west-1] }\n',
      'cato.yaml',
    );
    const models = (region: string) => gateways[region]?.targets.map(({ model }) => model);
    expect(models('us-east-1')).toContain('us.anthropic.claude-haiku-5-5');
    expect(models('eu-west-1')).toContain('eu.anthropic.claude-haiku-5-5');
  });

  test('ask Bedrock where no provider is named, and say so', () => {
    const { gateways, gateway, warnings } = parseSettings(
      'version: 1\ndeploy: { regions: [eu-west-1] }\n',
      'cato.yaml',
    );
    expect(gateway.providers).toEqual([expect.objectContaining({ kind: 'bedrock', region: 'eu-west-1' })]);
    expect(gateways['eu-west-1']?.embedded).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('Bedrock answers')]);
    expect(parseSettings('version: 1\nprovider: bedrock\n', 'cato.yaml').warnings).toEqual([]);
  });

  test.each([
    ['provider: openai', /providers\.openai\.apiKey is missing \(the configuration says `provider: openai`\)/],
    ['providers: { far: { kind: anthropic } }', /providers\.far\.apiKey is missing/],
    [
      'targets: { a: { provider: gemini, model: m } }',
      /providers\.gemini\.apiKey is missing \(the target a asks for it\)/,
    ],
    ['providers: { hosts: { kind: bedrock, api: openai, region: us-east-1 } }', /providers\.hosts\.apiKey is missing/],
    ['providers: { own: { kind: openai-compatible, baseUrl: "http://127.0.0.1:4000/v1" } }', /127\.0\.0\.1:4000/],
  ])('are refused where every call would fail: %s', (text, message) => {
    expect(() => parseSettings(`version: 1\n${text}\n`, 'cato.yaml')).toThrow(message);
  });

  test('pass on what the configuration warns of', () => {
    const text = 'version: 1\nproviders: { own: { kind: openai-compatible, baseUrl: "http://localhost:8080/v1" } }\n';
    expect(parseSettings(text, 'cato.yaml').warnings).toContainEqual(
      expect.stringMatching(/providers\.own is at http/),
    );
  });

  test('need no secret of the machine that deploys, and keep none', () => {
    const far =
      'far: { kind: openai, apiKey: "secret:openai" }\n  near: { kind: anthropic, apiKey: "ssm:/cato/anthropic" }';
    const { document } = parseSettings(yaml.replace('targets:', `  ${far}\ntargets:`), 'cato.yaml');
    expect(JSON.parse(document).providers.far.apiKey).toBe('secret:openai');
  });

  test('are refused with the line of what is wrong', () => {
    expect(() => deployOf('deploy: { region: [us-east-1] }\n')).toThrow(/cato\.yaml:3:.*region/);
    expect(() => deployOf('deploy: { profile: huge }\n')).toThrow(/small.*standard.*scale/);
  });

  test('start from a profile, which the command line may name', () => {
    expect(deployOf('').regions).toEqual(['us-east-1']);
    expect(deployOf('deploy: { profile: standard }\n').nli).toEqual(
      expect.objectContaining({ minInstances: 1, maxInstances: 4 }),
    );
    const scale = deployOf('deploy: { profile: standard }\n', { profile: 'scale' });
    expect(scale.shadowSelf).toMatchObject({ instanceType: 'ml.g5.2xlarge', minInstances: 10, maxInstances: 300 });
    expect(scale.regions).toHaveLength(3);
  });

  test('keep what a profile says beside what the file says', () => {
    const { shadowSelf, nli, gateway } = deployOf(
      'deploy: { shadowSelf: { maxInstances: 20 }, gateway: { memoryMb: 1024 } }\n',
    );
    expect(shadowSelf).toMatchObject({ minInstances: 10, maxInstances: 20 });
    expect(nli).toBeNull();
    expect(gateway).toMatchObject({ memoryMb: 1024, throttle: { requestsPerSecond: 200 } });
    expect(
      deployOf('deploy: { profile: scale, shadowSelf: { maxInstances: 5, minInstances: 1 } }\n').shadowSelf?.floors,
    ).toEqual([]);
    expect(deployOf('deploy: { profile: scale, shadowSelf: null }\n').shadowSelf).toBeNull();
  });

  test('have the hours of `scale` only with the bounds of `scale`', () => {
    const floorsOf = (deploy: string) =>
      deployOf(`deploy: { ${deploy} }\n`).shadowSelf?.floors.map(({ minInstances }) => minInstances);
    expect(floorsOf('profile: scale')).toEqual([20, 10]);
    expect(floorsOf('profile: scale, shadowSelf: { weights: other }')).toEqual([20, 10]);
    expect(floorsOf('profile: scale, shadowSelf: { maxInstances: 15 }')).toEqual([]);
    expect(floorsOf('profile: scale, shadowSelf: { scaleToZero: true }')).toEqual([]);
    expect(floorsOf('shadowSelf: { maxInstances: 5, minInstances: 2 }')).toEqual([]);
  });

  test('take single values from the command line, as text or as they are', () => {
    const context = { 'deploy.gateway.memoryMb': '2048', 'deploy.regions': '[eu-west-1]', unrelated: true };
    const deploy = deployOf('', context);
    expect(deploy.gateway.memoryMb).toBe(2048);
    expect(deploy.regions).toEqual(['eu-west-1']);
    expect(() => deployOf('', { 'deploy.gateway.memory': '1' })).toThrow(/memoryMb/);
    expect(deployOf('', { 'deploy.account': '011122223333' }).account).toBe('011122223333');
    expect(deployOf('deploy: { account: "111122223333" }\n', { 'deploy.account': 'null' }).account).toBeNull();
    expect(deployOf('deploy:\n', { 'deploy.shadowSelf.weights': '123' }).shadowSelf?.weights).toBe('123');
  });

  test.each([
    ['Profile', 'profile=VALUE'],
    ['profiles', 'profile=VALUE'],
    ['deplo.memory', 'deploy.PATH=VALUE'],
    ['Deploy.memory', 'deploy.PATH=VALUE'],
    ['deploy', 'deploy.PATH=VALUE'],
    ['deploy.', 'deploy.PATH=VALUE'],
    ['Config', 'config=VALUE'],
  ])('know no context %s, and say which they know', (name, known) => {
    expect(() => deployOf('', { [name]: 'standard' })).toThrow(
      `There is no context ${name}: did you mean -c ${known}?`,
    );
  });

  test('leave the contexts of others alone', () => {
    expect(deployOf('', { '@aws-cdk/core:stackRelativeExports': true, 'aws:cdk:x': 1, team: 'a' }).profile).toBe(
      'small',
    );
  });

  test('blame the command line by its name, and the file by lines that are there', () => {
    const text = 'version: 1\n# what answers\n\nprovider: bedrock\nlog: { format: red }\n';
    const context = { 'deploy.account': '12', 'deploy.gateway.memoryMb': 'much' };
    const told = (): unknown => {
      try {
        return parseSettings(text, 'cato.yaml', context);
      } catch (error) {
        return error instanceof Error ? error.message.split('\n').slice(1) : error;
      }
    };
    expect(told()).toEqual([
      expect.stringMatching(/^ {2}cato\.yaml:5:16 error log\.format:/),
      expect.stringMatching(/^ {2}-c deploy\.account error deploy\.account: .*12 digits/),
      expect.stringMatching(/^ {2}-c deploy\.gateway\.memoryMb error deploy\.gateway\.memoryMb:/),
    ]);
    expect(() => deployOf('', { 'deploy.profile.x': '1' })).toThrow(/-c deploy\.profile\.x/);
    expect(() => deployOf('deploy: { profile: small }\n', { 'deploy.profile.x': '1' })).toThrow(
      '-c deploy.profile.x: deploy.profile is no group of settings.',
    );
  });

  test('are those that the gateway itself goes by, in every region', () => {
    const text = `version: 1\ndeploy: { profile: scale }\n`;
    const { document, gateways } = parseSettings(text, 'cato.yaml', { 'deploy.memory': 'false' });
    for (const [region, config] of Object.entries(gateways)) {
      const compiled = readCompiledConfig(document, () => undefined);
      expect(deployedConfig(compiled, region)).toEqual({ config });
    }
  });

  test.each([
    ['nli: { minInstances: 5, maxInstances: 2 }', /deploy\.nli\.minInstances is 5, above maxInstances, 2/],
    ['compute: container, container: { cpu: 256, memoryMb: 4096 }', /with cpu 256 AWS Fargate allows 512, 1024, 2048/],
    ['shadowSelf: { minInstances: 0 }', /needs scaleToZero: true/],
    ['shadowSelf: { floors: [{ cron: "cron(0 8 * * ? *)", minInstances: 500 }] }', /floors\[0\].*above maxInstances/],
    [
      'regions: [us-east-1, eu-west-1], tables: { customerManagedKey: true }',
      /keyArns has no key for us-east-1, eu-west-1/,
    ],
    [
      'gateway: { domain: { name: llm.example.com, certificateArn: "arn:aws:acm:eu-west-1:1:c" } }',
      /needs one of us-east-1/,
    ],
    [
      'gateway: { provisionedConcurrency: { min: 9, max: 3, from: "cron(0 6 ? * MON-FRI *)", until: "cron(0 7 ? * MON-FRI *)" } }',
      /expected `min` not to be above `max`/,
    ],
    [
      'shadowSelf: { floors: [{ cron: "cron(0 8 * * MON *)", minInstances: 20 }] }',
      /`\?` as the day or as the weekday/,
    ],
    ['shadowSelf: { floors: [{ cron: "rate(1 hours)", minInstances: 20 }] }', /expected `cron\(/],
    ['shadowSelf: { weights: "../up" }', /a name that `cato model push` was given/],
    [
      'shadowSelf: { floors: [{ cron: "cron(99 7 ? * FRI *)", minInstances: 20 }] }',
      /`99` is no minutes: expected 0 to 59/,
    ],
    ['shadowSelf: { floors: [{ cron: "cron(0 7 ? * FOO *)", minInstances: 20 }] }', /`FOO` is no day of the week.*SUN/],
    [
      'shadowSelf: { floors: [{ cron: "cron(0 8 * * ? *)", minInstances: 5 }] }',
      /floors\[0\].* is 5, below minInstances, 10/,
    ],
    ['shadowSelf: { scaleToZero: true, minInstances: 5 }', /minInstances is 5, and with scaleToZero none always runs/],
    ['shadowSelf: { instanceType: ml.c6i.xlarge }', /instanceType.*with GPUs such as ml\.g5\.2xlarge/],
    ['prefix: ssm-cato', /deploy\.prefix.*Parameter Store/],
    ['prefix: seventeen-letters, memory: true', /deploy\.prefix is seventeen-letters, 17 characters.*at most 16/],
    ['regions: [us-east-9]', /deploy\.regions\[0\].*there is no such region/],
    ['regions: [us-east-1, cn-north-1]', /deploy\.regions.*regions of one partition/],
    ['regions: [eu-north-1]', /deploy\.operations\.monthlyBudgetUsd is 100.*no budgets in eu-north-1: write `null`/],
    ['gateway: { corsOrigins: ["https://a.example/"] }', /corsOrigins\[0\].*without a path or a slash/],
    ['gateway: { corsOrigins: ["https://a.example,https://b.example"] }', /corsOrigins\[0\].*expected an origin/],
    [
      'gateway: { reservedConcurrency: 5, provisionedConcurrency: { min: 1, max: 9, from: "cron(0 6 ? * MON-FRI *)", until: "cron(0 7 ? * MON-FRI *)" } }',
      /max is 9, above reservedConcurrency, 5/,
    ],
    ['operations: { logRetentionDays: 8 }', /logRetentionDays/],
    ['container: { availabilityZones: { us-east-1: [us-east-1a] } }', /availabilityZones/],
    ['container: { availabilityZones: { us-east-1: [us-east-1a, us-west-2b] } }', /us-west-2b/],
    ['regions: [us-east-1, us-east-1]', /each region once/],
  ])('that do not go together are refused: %s', (text, message) => {
    expect(() => deployOf(`deploy: { ${text} }\n`)).toThrow(message);
  });
});
