import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

describe.each(names)('the schema of the flags of %s', (name) => {
  const made = () => {
    const stack = deployment(name).stack('rollout');
    const flags = stack
      .ofType('AWS::AppConfig::ConfigurationProfile')
      .find(({ properties }) => properties.Name === 'orchestration');
    const [validator] = (flags?.properties.Validators ?? []) as readonly JsonObject[];
    const first = stack.ofType('AWS::AppConfig::HostedConfigurationVersion').find(({ path }) => path === 'Flags');
    return {
      schema: JSON.parse(String(validator?.Content)) as JsonObject,
      first: JSON.parse(String(first?.properties.Content)) as JsonObject,
    };
  };
  const takes = (document: unknown) => z.fromJSONSchema(made().schema as never).safeParse(document).success;

  test('takes the first ones, and wants all of them', () => {
    const { schema, first } = made();
    expect(takes(first)).toBe(true);
    expect(Object.keys(first)).not.toEqual([]);
    expect(schema.required).toEqual(Object.keys(first));
  });

  test.each([
    [true, { percentage: 0 }],
    [true, { percentage: 12.5, enabled: false }],
    [false, { percentage: 101 }],
    [false, { percentage: -1 }],
    [false, { percentage: '50' }],
    [false, { enabled: true }],
    [false, { percentage: 50, share: 1 }],
    [false, 50],
  ])('says %s to %j', (isTaken, flag) => {
    expect(takes({ ...made().first, use_new_orchestrator: flag })).toBe(isTaken);
  });
});
