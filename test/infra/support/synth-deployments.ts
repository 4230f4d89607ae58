/** `node synth-deployments.ts FOLDER`: writes the cloud assembly of every deployment that the tests look at. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { createStacks } from '../../../lib/cato-app.ts';
import { acknowledgements } from '../../../lib/checks/acknowledgements.ts';
import { catoChecks } from '../../../lib/checks/cato-checks.ts';
import { parseSettings } from '../../../lib/settings.ts';
import { type DeploymentFacts, deployments } from './deployments.ts';

const root = join(import.meta.dirname, '../../..');
const [, , folder = ''] = process.argv;
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));

for (const [name, text] of Object.entries(deployments)) {
  const outdir = join(folder, name);
  const app = new App({
    outdir,
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    analyticsReporting: false,
    // AWS's own rules take ten times as long as all else; `cdk synth` in its own test applies them.
    builtinCloudFormationValidation: false,
  });
  const settings = parseSettings(text, name);
  createStacks(app, settings);
  const checks = catoChecks(app);
  Validations.of(app).addPlugins(...checks);
  let failure: string | null = null;
  try {
    app.synth();
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const used = acknowledgements.filter((one) => checks.some((check) => check.used.has(one)));
  const facts: DeploymentFacts = {
    settings,
    failure,
    usedAcknowledgements: used.map((one) => acknowledgements.indexOf(one)),
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(facts));
}
