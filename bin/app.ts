import { App } from 'aws-cdk-lib';
import { readDeploySettings } from '../lib/deploy-settings.ts';
import { ModelAccessStack } from '../lib/model-access-stack.ts';

const app = new App();
const named: unknown = app.node.tryGetContext('config');
const { prefix, regions, bedrockModels } = readDeploySettings(typeof named === 'string' ? named : undefined);
const [home] = regions;
new ModelAccessStack(app, `${prefix}-model-access`, {
  description: 'Cato: permission to call the configured Bedrock models',
  regions,
  bedrockModels,
  ...(home === undefined ? {} : { env: { region: home } }),
});
