import { describe, expect, test } from '@jest/globals';
import { answerTaskVariables } from '../../lambdas/answer-tasks/environment.ts';
import { statementsOf } from './support/access.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject, Resource, Stack } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
const { workingMemoryTable, coordinationTable, artifactBucket } = answerTaskVariables;

/** What a function is told, by the name of the variable; a container is told the same. */
function variablesOf({ properties }: Resource): Readonly<Record<string, string>> {
  return ((properties.Environment as JsonObject)?.Variables ?? {}) as Record<string, string>;
}

/** Functions that are told where things are. */
function told(name: DeploymentName): readonly Resource[] {
  const functions = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::Lambda::Function'));
  return functions.filter((one) => workingMemoryTable.variable in variablesOf(one));
}

/** Names of what is in the resources of a role's statements. */
function granted(stack: Stack, role: string, pattern: RegExp): readonly string[] {
  const found = statementsOf(stack)
    .filter((one) => one.role === role)
    .flatMap(({ resources }) => resources.flatMap((resource) => pattern.exec(resource)?.slice(1) ?? []));
  return [...new Set(found)].sort();
}

describe.each(names)('whoever answers in %s', (name) => {
  const home = () => deployment(name).stack('state');

  test('is told each table, bucket and document by its own name', () => {
    const { prefix, regions } = deployment(name).settings.deploy;
    expect(told(name).length).toBeGreaterThan(5);
    for (const made of told(name)) {
      const { region } = made.stack;
      const bucket = deployment(name).stack('state', region).at('Artifacts/Bucket').properties.BucketName;
      expect([made.path, variablesOf(made)]).toEqual([
        made.path,
        expect.objectContaining({
          CATO_DEPLOYMENT: prefix,
          CATO_REGIONS: regions.join(','),
          CATO_WORKING_MEMORY_TABLE: home().at('WorkingMemory/Table').properties.TableName,
          CATO_COORDINATION_TABLE: home().at('Coordination/Table').properties.TableName,
          CATO_ARTIFACT_BUCKET: bucket,
          CATO_APPCONFIG: [
            'Application',
            'Environment',
            'Configuration/ConfigurationProfile',
            'Flags/ConfigurationProfile',
          ]
            .map((path) => `<rollout/${path}>`)
            .join('/'),
        }),
      ]);
    }
  });

  test('may touch what it is told of, in every region, and no other table or bucket', () => {
    const { regions } = deployment(name).settings.deploy;
    for (const made of told(name)) {
      const role = String(made.properties.Role).slice(1, -1);
      const variables = variablesOf(made);
      const tables = [variables[workingMemoryTable.variable], variables[coordinationTable.variable]];
      const inRegions = (all: readonly unknown[]) => regions.flatMap((region) => all.map((one) => `${region} ${one}`));
      const found = statementsOf(made.stack)
        .filter((one) => one.role === role)
        .flatMap(({ resources }) => resources)
        .flatMap((one) => {
          const [, region, table] = /^arn:[\w-]+:dynamodb:([^:]+):[^:]+:table\/(.+)$/.exec(one) ?? [];
          return table === undefined ? [] : [`${region} ${table}`];
        });
      const wanted = tables.filter((_table, place) => uses(made.path)[place]);
      expect([made.path, [...new Set(found)].sort()]).toEqual([made.path, inRegions(wanted).sort()]);
      const own = String(variables[artifactBucket.variable]);
      const buckets = granted(made.stack, role, /^arn:[\w-]+:s3:::([^/]+)/);
      const ofRegions = regions.map((region) => own.slice(0, -made.stack.region.length) + region).sort();
      expect([made.path, buckets]).toEqual([made.path, made.path.startsWith('Admin/') ? [] : ofRegions]);
    }
  });

  test('is told the key and the machine that it may use', () => {
    for (const made of told(name).filter(({ stack }) => stack.part === 'gateway')) {
      expect([made.path, variablesOf(made)]).toEqual([
        made.path,
        expect.objectContaining({
          CATO_MASTER_KEY_SECRET: '<gateway/MasterKey/Secret>',
          CATO_BACKGROUND_MACHINE: '<orchestration/BackgroundAnswers>',
          CATO_CORS_ORIGINS: deployment(name).settings.deploy.gateway.corsOrigins.join(','),
        }),
      ]);
    }
  });

  test('has as many requests under way as the settings reserve', () => {
    const { reservedConcurrency } = deployment(name).settings.deploy.gateway;
    for (const stack of deployment(name).stacks) {
      for (const { path, properties } of stack.ofType('AWS::Lambda::Function')) {
        const wanted = path === 'Gateway/Function' ? reservedConcurrency : null;
        expect([path, properties.ReservedConcurrentExecutions ?? null]).toEqual([path, wanted]);
      }
    }
  });
});

/** Whether it asks the table of sessions, and that of breakers: the admin function looks at breakers alone, those that end a turn need none. */
function uses(path: string): readonly [sessions: boolean, breakers: boolean] {
  return [!path.startsWith('Admin/'), !/^(?:finish|fail)\//.test(path)];
}
