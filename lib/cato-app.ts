import type { App } from 'aws-cdk-lib';
import { ModelAccessStack } from './model-access-stack.ts';
import type { Settings } from './settings.ts';
import { StateStack } from './state/state-stack.ts';

/** Makes the stacks of every region: the only place that knows which stack needs which. */
export function createStacks(app: App, settings: Settings): void {
  for (const region of settings.deploy.regions) {
    new StateStack(app, { settings, region });
  }
  const { prefix, regions } = settings.deploy;
  new ModelAccessStack(app, `${prefix}-model-access`, {
    description: 'Cato: permission to call the configured Bedrock models',
    regions,
    bedrockModels: settings.bedrockModels,
    env: { region: regions[0] },
  });
}
