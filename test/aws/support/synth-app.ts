/** `node synth-app.ts FOLDER CONTEXT`: writes the app's cloud assembly. AWS's own rules, most of the time, are `npm test`'s. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { createStacks } from '../../../lib/cato-app.ts';
import { readSettings } from '../../../lib/settings.ts';

const [, , outdir = '', given = '{}'] = process.argv;
const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../cdk.json'), 'utf8'));
const app = new App({
  outdir,
  context: { ...context, ...JSON.parse(given), 'aws:cdk:enable-path-metadata': true },
  analyticsReporting: false,
  builtinCloudFormationValidation: false,
});
createStacks(app, readSettings(app.node.getAllContext()));
app.synth();
