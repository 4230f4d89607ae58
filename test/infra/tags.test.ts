import { describe, expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { Json, JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];
const tag = 'cato:deployment';

/** By name, of a resource or, of a table, of each of its replicas; `null` = it has none. */
function tagsOf(properties: Readonly<Record<string, Json>>): readonly Readonly<Record<string, Json>>[] {
  const replicas = Array.isArray(properties.Replicas) ? (properties.Replicas as readonly JsonObject[]) : [];
  return [properties, ...replicas].flatMap(({ Tags }) => {
    if (Tags === undefined || Tags === null) return [];
    if (!Array.isArray(Tags)) return [Tags as Record<string, Json>];
    return [Object.fromEntries((Tags as readonly JsonObject[]).map(({ Key, Value }) => [Key, Value]))];
  });
}

describe.each(names)('the tags of %s', (name) => {
  test('say of everything that can have some which deployment it belongs to', () => {
    const { prefix } = deployment(name).settings.deploy;
    for (const stack of deployment(name).stacks) {
      const tagged = stack.resources.flatMap(({ path, properties }) =>
        tagsOf(properties).map((tags) => ({ path, tags })),
      );
      expect([stack.id, tagged.length > 0]).toEqual([stack.id, true]);
      for (const { path, tags } of tagged) expect([path, tags[tag]]).toEqual([path, prefix]);
    }
  });

  test('are on what costs while nobody asks', () => {
    const costly = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];
    for (const { path, type, properties } of deployment(name).stacks.flatMap(({ resources }) => resources)) {
      if (costly.includes(type)) expect([path, tagsOf(properties).length > 0]).toEqual([path, true]);
    }
  });
});
