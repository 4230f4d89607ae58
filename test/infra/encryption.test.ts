import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

test.each(names)('each table of %s is encrypted with the key that the settings name', (name) => {
  const { customerManagedKey, keyArns } = deployment(name).settings.deploy.tables;
  const state = deployment(name).stack('state');
  const tables = state.ofType('AWS::DynamoDB::GlobalTable');
  expect(tables.length).toBeGreaterThan(1);
  for (const { path, properties } of tables) {
    expect([path, properties.SSESpecification]).toEqual([
      path,
      customerManagedKey ? { SSEEnabled: true, SSEType: 'KMS' } : { SSEEnabled: false },
    ]);
    for (const replica of properties.Replicas as readonly JsonObject[]) {
      const own = `<state/${path.replace(/Table$/, 'Key')}>`;
      const key = customerManagedKey ? (keyArns?.[String(replica.Region)] ?? own) : undefined;
      expect([path, (replica.SSESpecification as JsonObject | undefined)?.KMSMasterKeyId]).toEqual([path, key]);
    }
  }
});

describe.each(names)('the buckets of %s', (name) => {
  test('are encrypted, and take no request in the clear', () => {
    const buckets = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::S3::Bucket'));
    expect(buckets.length).toBeGreaterThan(0);
    for (const { properties } of buckets) expect(JSON.stringify(properties.BucketEncryption)).toContain('"AES256"');
    const policies = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::S3::BucketPolicy'));
    expect(policies).toHaveLength(buckets.length);
    for (const { properties } of policies) {
      const { Statement } = properties.PolicyDocument as { readonly Statement: readonly JsonObject[] };
      const denied = Statement.filter(({ Effect }) => Effect === 'Deny');
      expect(denied.map(({ Condition }) => Condition)).toContainEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    }
  });
});
