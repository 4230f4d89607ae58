import { describe, expect, test } from '@jest/globals';
import { contentPrefix } from '../../config/content-prefix.ts';
import { tableKeys } from '../../config/table-keys.ts';
import { list } from './support/access.ts';
import { type DeploymentName, deployments, profiles } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const dayMs = 86_400_000;
const names = Object.keys(deployments) as DeploymentName[];

/** What holds something that cannot be made again. */
const statefulTypes = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::SecretsManager::Secret',
  'AWS::OpenSearchServerless::Collection',
]);

/**
 * Logical ids that must never change: CloudFormation would make a new, empty resource and drop the old one. Moving or
 * renaming a construct changes them; a line is added here when a stateful resource is.
 */
const frozen = new Set([
  'state ArtifactsBucket88671897',
  'state WorkingMemoryTable624C8BD2',
  'state WorkingMemoryKey1904CFA0',
  'state CoordinationTableB8240530',
  'state CoordinationKey2A6BE3DC',
  'state SemanticMemoryTable94A57304',
  'state EpisodicMemoryCollectionB5FE2A7D',
  'gateway MasterKeySecret07C2BB8E',
]);

describe.each(names)('the state of %s', (name) => {
  const all = () => deployment(name).stacks.flatMap(({ resources }) => resources);
  const stateful = () => all().filter(({ type }) => statefulTypes.has(type));
  const tables = () => all().filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable');

  test('keeps its logical ids', () => {
    const found = stateful().map(({ stack, logicalId }) => `${stack.part} ${logicalId}`);
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((id) => !frozen.has(id))).toEqual([]);
  });

  test('stays when its stack goes exactly if the settings say so', () => {
    const { retain } = deployment(name).settings.deploy.tables;
    const expected = retain ? ['RetainExceptOnCreate', 'Retain'] : ['Delete', 'Delete'];
    for (const { stack, path, deletionPolicy, updateReplacePolicy } of stateful()) {
      if (stack.part !== 'state') continue;
      expect([path, deletionPolicy, updateReplacePolicy]).toEqual([path, ...expected]);
    }
    for (const stack of deployment(name).stacks) {
      const isProtected = retain && stack.part === 'state';
      expect([stack.id, stack.terminationProtection]).toEqual([stack.id, isProtected]);
    }
    for (const { properties } of tables()) {
      for (const replica of list(properties.Replicas)) {
        expect((replica as JsonObject).DeletionProtectionEnabled).toBe(retain);
      }
    }
  });

  test('has each table once, with a replica in every region, its keys, its limits and its way back', () => {
    const { prefix, regions, tables: settings } = deployment(name).settings.deploy;
    expect(tables().map(({ stack }) => stack.region)).toEqual(tables().map(() => regions[0]));
    const tableNames = tables().map(({ properties }) => properties.TableName);
    expect(tableNames).toEqual(expect.arrayContaining([`${prefix}-working-memory`, `${prefix}-coordination`]));
    expect(new Set(tableNames).size).toBe(tableNames.length);
    for (const { properties } of tables()) {
      const replicas = list(properties.Replicas) as readonly JsonObject[];
      expect(replicas.map(({ Region }) => Region).sort()).toEqual([...regions].sort());
      for (const replica of replicas) {
        expect(replica.PointInTimeRecoverySpecification).toEqual({
          PointInTimeRecoveryEnabled: settings.pointInTimeRecovery,
        });
        expect(replica.ReadOnDemandThroughputSettings).toEqual({ MaxReadRequestUnits: settings.maxReadUnits });
      }
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: tableKeys.partition, KeyType: 'HASH' },
          { AttributeName: tableKeys.sort, KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: tableKeys.timeToLive, Enabled: true },
        WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: settings.maxWriteUnits },
      });
    }
  });

  test('keeps long content as long as anybody was ever promised, whatever the setting says now', () => {
    for (const { properties } of all().filter(({ type }) => type === 'AWS::S3::Bucket')) {
      const { Rules } = properties.LifecycleConfiguration as { readonly Rules: readonly JsonObject[] };
      const daysOf = (keepMs: number) =>
        Rules.find(({ Prefix }) => Prefix === contentPrefix(keepMs))?.ExpirationInDays as number;
      for (const days of [1, 2, 7, 8, 30, 31, 100, 365, 400, 3_650]) {
        expect(daysOf(days * dayMs)).toBeGreaterThan(days);
      }
      expect(daysOf(30 * dayMs)).toBeLessThan(35);
      // No rule that would take content of another class.
      const prefixes = Rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined).map(
        ({ Prefix }) => Prefix,
      );
      expect(prefixes).toHaveLength(new Set(prefixes).size);
      for (const prefix of prefixes) expect(prefix).toMatch(/^content\/\d+d\/$/);
    }
  });

  test('is open to nobody outside, and has keys of its own, which rotate, exactly when the settings say so', () => {
    for (const { properties } of all().filter(({ type }) => type === 'AWS::S3::Bucket')) {
      expect(properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    }
    const { customerManagedKey } = deployment(name).settings.deploy.tables;
    const keys = all().filter(({ type }) => type === 'AWS::KMS::Key');
    expect(keys.length > 0).toBe(customerManagedKey);
    for (const { properties } of keys) expect(properties.EnableKeyRotation).toBe(true);
  });
});

test.each(profiles)('the bucket of each region of %s is of that region alone', (name) => {
  const { stacks, settings } = deployment(name);
  const regions = stacks.flatMap(({ region, ofType }) => ofType('AWS::S3::Bucket').map(() => region));
  expect(regions.sort()).toEqual([...settings.deploy.regions].sort());
});

describe.each(names)('names in %s', (name) => {
  /**
   * Properties that fix a name, where CloudFormation could not make the new one before the old one is gone. What is
   * looked up by people or from other regions has one; nothing else.
   */
  const named: Readonly<Record<string, string>> = {
    'AWS::AppConfig::Application': 'Name',
    'AWS::AppConfig::ConfigurationProfile': 'Name',
    'AWS::AppConfig::DeploymentStrategy': 'Name',
    'AWS::AppConfig::Environment': 'Name',
    'AWS::ApiGateway::RestApi': 'Name',
    'AWS::ApiGatewayV2::VpcLink': 'Name',
    'AWS::CloudWatch::Alarm': 'AlarmName',
    'AWS::CloudWatch::Dashboard': 'DashboardName',
    'AWS::DynamoDB::GlobalTable': 'TableName',
    'AWS::IAM::Policy': 'PolicyName',
    'AWS::Lambda::Alias': 'Name',
    'AWS::Logs::LogGroup': 'LogGroupName',
    'AWS::OpenSearchServerless::AccessPolicy': 'Name',
    'AWS::OpenSearchServerless::CollectionGroup': 'Name',
    'AWS::OpenSearchServerless::Index': 'IndexName',
    'AWS::OpenSearchServerless::SecurityPolicy': 'Name',
    'AWS::S3::Bucket': 'BucketName',
    'AWS::SSM::Parameter': 'Name',
    'AWS::SageMaker::Endpoint': 'EndpointName',
  };
  /** Functions, roles, buckets, queues, topics, secrets, state machines, keys and clusters have none. */
  const nameProperty =
    /^(Name|\w*(Function|Role|Bucket|Queue|Topic|StateMachine|Table|LogGroup|Cluster|Service|Alarm|Dashboard|Policy|Repository|Endpoint|EndpointConfig|Model|Rule|Collection|LoadBalancer|TargetGroup|Group)Name)$/;

  test('are fixed only where they have to be', () => {
    const fixed = deployment(name).stacks.flatMap(({ resources }) =>
      resources.flatMap(({ type, path, properties }) =>
        Object.entries(properties).flatMap(([property, value]) =>
          nameProperty.test(property) && !String(value).includes('<') ? [{ type, property, path }] : [],
        ),
      ),
    );
    const unexpected = fixed.filter(
      ({ type, property }) =>
        named[type] !== property &&
        type !== 'AWS::OpenSearchServerless::Collection' &&
        !type.includes('Scal') &&
        type !== 'AWS::EC2::VPCEndpoint',
    );
    expect(unexpected).toEqual([]);
  });

  test('begin with the prefix where the account shares them', () => {
    const { prefix } = deployment(name).settings.deploy;
    for (const stack of deployment(name).stacks) {
      expect(stack.name).toBe(`${prefix}-${stack.part}`);
      for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::DynamoDB::GlobalTable']) {
        for (const { properties } of stack.ofType(type)) {
          expect(String(properties[named[type] ?? '']).startsWith(prefix)).toBe(true);
        }
      }
      for (const { properties } of stack.ofType('AWS::Logs::LogGroup')) {
        if (properties.LogGroupName !== undefined) expect(properties.LogGroupName).toContain(prefix);
      }
    }
  });
});
