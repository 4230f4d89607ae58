import type { App } from 'aws-cdk-lib';
import { GatewayNeeds } from './gateway/gateway-needs.ts';
import { GatewayStack } from './gateway/gateway-stack.ts';
import { InferenceStack } from './inference/inference-stack.ts';
import { ObservabilityStack } from './observability/observability-stack.ts';
import { OrchestrationStack } from './orchestration/orchestration-stack.ts';
import { RolloutStack } from './rollout/rollout-stack.ts';
import type { Settings } from './settings.ts';
import { StateStack } from './state/state-stack.ts';

/** Makes the stacks of every region: the only place that knows which stack needs which. */
export function createStacks(app: App, settings: Settings): void {
  const { regions, nli, shadowSelf } = settings.deploy;
  const [home] = regions;
  for (const region of regions) {
    const place = { settings, region };
    const state = new StateStack(app, place);
    const hostsModels = region === home && (nli !== null || shadowSelf !== null);
    if (hostsModels) new InferenceStack(app, { ...place, artifacts: state.artifacts });
    const rollout = new RolloutStack(app, place);
    const needs = new GatewayNeeds({ settings, state, rollout });
    const orchestration = new OrchestrationStack(app, { ...place, needs });
    const gateway = new GatewayStack(app, { ...place, needs, orchestration });
    new ObservabilityStack(app, { ...place, state, rollout, orchestration, gateway });
  }
}
