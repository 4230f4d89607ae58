import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { createStacks } from '../lib/cato-app.ts';
import { readSettings } from '../lib/settings.ts';

const app = new App();
createStacks(app, readSettings(app.node.getAllContext()));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
