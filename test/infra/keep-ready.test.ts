import { expect, test } from '@jest/globals';
import { type DeploymentName, deployments } from './support/deployments.ts';
import type { JsonObject } from './support/stack.ts';
import { deployment } from './support/synthesised.ts';

const names = Object.keys(deployments) as DeploymentName[];

test.each(names)(
  'environments of %s are kept ready between the two times of the settings, and none outside',
  (name) => {
    const { compute, gateway } = deployment(name).settings.deploy;
    const wanted = compute === 'lambda' ? gateway.provisionedConcurrency : null;
    for (const stack of deployment(name).stacks.filter(({ part }) => part === 'gateway')) {
      const targets = stack
        .ofType('AWS::ApplicationAutoScaling::ScalableTarget')
        .filter(({ properties }) => properties.ServiceNamespace === 'lambda');
      expect(targets).toHaveLength(wanted === null ? 0 : 1);
      if (wanted === null) continue;
      const actions = targets[0]?.properties.ScheduledActions as readonly JsonObject[];
      expect(actions.map(({ Schedule, ScalableTargetAction }) => [Schedule, ScalableTargetAction])).toEqual([
        [wanted.from, { MinCapacity: wanted.min, MaxCapacity: wanted.max }],
        [wanted.until, { MinCapacity: 0, MaxCapacity: 0 }],
      ]);
      // Until the first of the two times.
      expect(targets[0]?.properties.MinCapacity).toBe(0);
    }
  },
);

test('some deployment keeps some ready', () => {
  const { compute, gateway } = deployment('everything').settings.deploy;
  expect([compute, gateway.provisionedConcurrency]).toEqual(['lambda', expect.objectContaining({ min: 1 })]);
});
