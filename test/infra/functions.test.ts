import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { EnvironmentContract } from '../../config/environment-contract.ts';
import { answerTaskEnvironment } from '../../lambdas/answer-tasks/environment.ts';
import { gatewayEnvironment } from '../../lambdas/gateway/environment.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject, Resource } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
const root = join(import.meta.dirname, '../..');

interface FunctionFacts {
  /** The folder below `lambdas/`. */
  readonly entry: string;
  /** `null` = it is told nothing. */
  readonly contract: EnvironmentContract<Readonly<Record<string, string>>> | null;
  readonly timeoutSeconds: number;
}

const seconds = (timeoutSeconds: number) => ({ timeoutSeconds });
const task = (entry: string) => ({
  entry,
  contract: answerTaskEnvironment,
  ...seconds(entry === 'attempt' ? 900 : 60),
});

/** Every function of a deployment, by part and path. */
const functions: Readonly<Record<string, FunctionFacts>> = {
  'gateway/Gateway': { entry: 'gateway', contract: gatewayEnvironment, ...seconds(900) },
  'gateway/Admin': { entry: 'admin', contract: gatewayEnvironment, ...seconds(29) },
  'rollout/Validator': { entry: 'validate-configuration', contract: null, ...seconds(15) },
  'rollout/FlagsValidator': { entry: 'validate-flags', contract: null, ...seconds(15) },
  'orchestration/prepare': task('prepare'),
  'orchestration/attempt': task('attempt'),
  'orchestration/decide-next': task('decide-next'),
  'orchestration/finish': task('finish'),
  'orchestration/fail': task('fail'),
};

/** Waits for an image of the deployment to be built, where the account builds it. */
const builder: FunctionFacts = { entry: 'build-image', contract: null, ...seconds(900) };

function isBuilder({ path }: Resource): boolean {
  return path.endsWith('/Builder/Function');
}

function factsOf(made: Resource): FunctionFacts | undefined {
  if (isBuilder(made)) return builder;
  const { stack, path } = made;
  return functions[`${stack.part}/${path.replace(/\/Function$/, '')}`];
}

describe.each(names)('the functions of %s', (name) => {
  /** What the CDK makes to empty a bucket is not ours. */
  const found = () =>
    deployment(name).stacks.flatMap((stack) =>
      stack.ofType('AWS::Lambda::Function').filter(({ path }) => !path.startsWith('Custom::')),
    );

  test('are those that are expected, in every region', () => {
    const expected = deployment(name).settings.deploy.regions.flatMap((region) =>
      Object.keys(functions)
        .filter((path) => path !== 'gateway/Gateway' || deployment(name).settings.deploy.compute === 'lambda')
        .map((path) => `${region} ${path}`),
    );
    const usual = found().filter((made) => !isBuilder(made));
    const paths = usual.map(({ stack, path }) => `${stack.region} ${stack.part}/${path.replace(/\/Function$/, '')}`);
    expect(paths.sort()).toEqual(expected.sort());
    const { docker } = deployment(name).settings.deploy;
    if (docker === 'local') expect(found().filter(isBuilder)).toEqual([]);
  });

  test('are told what their contract says, all of it and nothing else', () => {
    for (const made of found()) {
      const facts = factsOf(made);
      const variables = ((made.properties.Environment as JsonObject)?.Variables ?? {}) as Record<string, string>;
      const wanted = facts?.contract ? Object.keys(facts.contract.toVariables({})) : [];
      expect([made.path, Object.keys(variables).sort()]).toEqual([made.path, wanted.sort()]);
      expect(() => facts?.contract?.fromVariables(variables)).not.toThrow();
      // Lambda takes 4 KB; references become longer when they are resolved.
      expect(JSON.stringify(variables).length).toBeLessThan(2_000);
    }
  });

  test('are the code of their folder, with the configuration beside it', () => {
    for (const made of found()) {
      const { entry } = factsOf(made) ?? { entry: '' };
      expect(existsSync(join(root, 'lambdas', entry, 'handler.ts'))).toBe(true);
      const folder = made.stack.assetFolder(String((made.properties.Code as JsonObject).S3Key));
      expect([made.path, made.properties.Handler, existsSync(join(folder, 'index.mjs'))]).toEqual([
        made.path,
        'index.handler',
        true,
      ]);
      expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toMatch(/export\s*\{[^}]*\bhandler\b/);
      if (isBuilder(made)) continue;
      expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toBeInstanceOf(Object);
    }
  });

  test('run on arm64 and Node 24, with their time, and trace when the settings say so', () => {
    const { tracing } = deployment(name).settings.deploy.operations;
    for (const made of found()) {
      expect(made.properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: factsOf(made)?.timeoutSeconds,
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect((made.properties.TracingConfig as JsonObject | undefined)?.Mode === 'Active').toBe(tracing);
    }
  });
});

describe.each(names)('the logs of %s', (name) => {
  test('are kept as long as the settings say, and go with the stack', () => {
    const { logRetentionDays } = deployment(name).settings.deploy.operations;
    const groups = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::Logs::LogGroup'));
    expect(groups.length).toBeGreaterThan(8);
    for (const { path, properties, deletionPolicy } of groups) {
      expect([path, properties.RetentionInDays, deletionPolicy]).toEqual([path, logRetentionDays, 'Delete']);
    }
  });

  test('are where each function writes: none makes a group of its own, which would be kept for ever', () => {
    for (const stack of deployment(name).stacks) {
      const groups = new Set(stack.ofType('AWS::Logs::LogGroup').map(({ path }) => `<${stack.part}/${path}>`));
      for (const { path, properties } of stack.ofType('AWS::Lambda::Function')) {
        if (path.startsWith('Custom::')) continue;
        const { LogGroup } = properties.LoggingConfig as JsonObject;
        expect([path, groups.has(String(LogGroup))]).toEqual([path, true]);
      }
    }
  });

  test('mask credentials that were not to be there', () => {
    const groups = deployment(name).stacks.flatMap((one) => one.ofType('AWS::Logs::LogGroup'));
    for (const { path, properties } of groups) {
      const policy = JSON.stringify(properties.DataProtectionPolicy ?? null);
      expect([path, policy]).toEqual([path, expect.stringContaining('"Deidentify"')]);
      expect(policy).toContain('AwsSecretKey');
    }
  });
});

describe.each(names)('secrets of %s', (name) => {
  const texts = () => deployment(name).stacks.map(({ id, template }) => ({ id, text: JSON.stringify(template) }));

  test('are made where they are kept: no template has one', () => {
    for (const { id, text } of texts()) {
      const found = text.match(
        /sk-[\w-]{8,}|AKIA\w{12,}|BEGIN [A-Z ]*PRIVATE KEY|"SecretString"|resolve:secretsmanager/g,
      );
      expect([id, found]).toEqual([id, null]);
    }
    const secrets = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::SecretsManager::Secret'));
    expect(secrets).toHaveLength(deployment(name).settings.deploy.regions.length);
    for (const { properties } of secrets) {
      expect(properties.GenerateSecretString).toEqual({ PasswordLength: 48, ExcludePunctuation: true });
    }
  });
});
