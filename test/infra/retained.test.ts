import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { list } from './support/access.ts';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject, Resource } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
const destroyText = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8')
  .split(/^## /m)
  .find((section) => section.startsWith('Destroy'));

/** What holds data, and what cannot be reached, or found again, without. */
const kept = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::OpenSearchServerless::Collection',
  'AWS::OpenSearchServerless::CollectionGroup',
  'AWS::OpenSearchServerless::Index',
  'AWS::OpenSearchServerless::SecurityPolicy',
]);
/** Kept from one version to the next, and gone with the function. */
const goesWithAnother = 'AWS::Lambda::Version';

describe.each(names)('what stays of %s when its stacks go', (name) => {
  const all = () => deployment(name).stacks.flatMap(({ resources }) => resources);
  const state = () => all().filter(({ stack, type }) => stack.part === 'state' && kept.has(type));

  test('is everything that holds data, with all that it needs, or nothing of it', () => {
    const { retain } = deployment(name).settings.deploy.tables;
    const expected = retain
      ? { deletionPolicy: 'RetainExceptOnCreate', updateReplacePolicy: 'Retain' }
      : { deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' };
    expect(state().length).toBeGreaterThan(2);
    for (const { path, deletionPolicy, updateReplacePolicy } of state()) {
      expect({ path, deletionPolicy, updateReplacePolicy }).toEqual({ path, ...expected });
    }
  });

  test('has no name that is in the way of a first deployment made again after it failed', () => {
    const inTheWay = all().filter(
      ({ type, deletionPolicy, properties }) =>
        deletionPolicy === 'Retain' &&
        type !== goesWithAnother &&
        Object.keys(properties).some((property) => /^(Name|\w+Name)$/.test(property)),
    );
    expect(inTheWay.map(({ path }) => path)).toEqual([]);
  });

  test('is told when the stack is deployed', () => {
    const retained = all().filter(
      ({ type, deletionPolicy }) => deletionPolicy?.startsWith('Retain') && type !== goesWithAnother,
    );
    for (const { stack, type, path } of retained) {
      expect(stack.outputs.StaysAfterDestroy).toContain(`${type} <${stack.part}/${path}>`);
    }
  });
});

test('docs/deploy.md says how each table of each profile goes', () => {
  const tables = names.flatMap((name) => tableNames(deployment(name).stacks.flatMap(({ resources }) => resources)));
  expect(tables).toContain('cato-semantic-memory');
  for (const table of tables) expect(destroyText).toContain(table.replace(/^[a-z]+-/, 'cato-'));
});

test('a table is fed from before it has replicas, so that adding one changes nothing else', () => {
  for (const name of names) {
    const tables = deployment(name).stacks.flatMap((stack) => stack.ofType('AWS::DynamoDB::GlobalTable'));
    expect(tables.length).toBeGreaterThan(1);
    for (const { path, properties } of tables) {
      const { StreamViewType } = (properties.StreamSpecification ?? {}) as JsonObject;
      expect([name, path, StreamViewType]).toEqual([name, path, 'NEW_AND_OLD_IMAGES']);
      expect(list(properties.Replicas).length).toBeGreaterThan(0);
    }
  }
});

function tableNames(resources: readonly Resource[]): readonly string[] {
  return resources
    .filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable')
    .map(({ properties }) => String(properties.TableName));
}
