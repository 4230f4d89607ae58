import { App, Validations } from 'aws-cdk-lib';
import { createStacks } from '../lib/cato-app.ts';
import { catoChecks } from '../lib/checks/cato-checks.ts';
import { readSettings } from '../lib/settings.ts';

const app = new App();
createStacks(app, readSettings(app.node.getAllContext()));
Validations.of(app).addPlugins(...catoChecks(app));
