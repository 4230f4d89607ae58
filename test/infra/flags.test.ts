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
    [true, 'use_new_orchestrator', { percentage: 0 }],
    [true, 'use_new_orchestrator', { percentage: 12.5, enabled: false }],
    [true, 'background_answers', { enabled: false }],
    [false, 'use_new_orchestrator', { percentage: 101 }],
    [false, 'use_new_orchestrator', { percentage: -1 }],
    [false, 'use_new_orchestrator', { percentage: '50' }],
    [false, 'use_new_orchestrator', { enabled: true }],
    [false, 'use_new_orchestrator', { percentage: 50, share: 1 }],
    [false, 'stream_recovery', { percentage: 50 }],
    [false, 'another', { enabled: true }],
  ])('says %s to %s: %j', (isTaken, flag, value) => {
    expect(takes({ ...made().first, [flag]: value })).toBe(isTaken);
  });
});
