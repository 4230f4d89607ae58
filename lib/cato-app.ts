import type { App } from 'aws-cdk-lib';
import { GatewayNeeds } from './gateway/gateway-needs.ts';
import { GatewayStack } from './gateway/gateway-stack.ts';
import { InferenceStack } from './inference/inference-stack.ts';
import type { RegionOnDashboard } from './observability/dashboard.ts';
import { ObservabilityStack } from './observability/observability-stack.ts';
import { OrchestrationStack } from './orchestration/orchestration-stack.ts';
import { RolloutStack } from './rollout/rollout-stack.ts';
import type { Settings } from './settings.ts';
import { StateStack } from './state/state-stack.ts';

/**
 * Makes the stacks of every region: the only place that knows which stack needs which. No stack takes from another what
 * depends on settings: CloudFormation would refuse to end an export while the other stack, updated later, still has it.
 */
export function createStacks(app: App, settings: Settings): void {
  const { regions, nli, shadowSelf } = settings.deploy;
  const [home] = regions;
  const shown: (RegionOnDashboard & { readonly state: StateStack; readonly observability: ObservabilityStack })[] = [];
  for (const region of regions) {
    const place = { settings, region };
    const state = new StateStack(app, place);
    const rollout = new RolloutStack(app, place);
    const needs = new GatewayNeeds({ settings, state, rollout });
    const orchestration = new OrchestrationStack(app, { ...place, needs });
    const observability = new ObservabilityStack(app, { ...place, state, orchestration });
    const { topic } = observability;
    const gateway = new GatewayStack(app, { ...place, needs, orchestration, topic });
    shown.push({
      region,
      state,
      observability,
      alarms: [...observability.alarms, ...gateway.alarms, ...rollout.monitors],
    });
  }
  // Last of all regions: what waits for weights or instances leaves gateways that answer.
  if (nli !== null || shadowSelf !== null) {
    const inference = new InferenceStack(app, { settings, region: home });
    if (shown[0] !== undefined) inference.addStackDependency(shown[0].state);
  }
  shown[0]?.observability.show(shown);
}
