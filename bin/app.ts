import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/cato-app.ts';
import { readSettings } from '../lib/settings.ts';

const app = new App();
createStacks(app, readSettings(app.node.getAllContext()));
