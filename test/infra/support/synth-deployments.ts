/** `node synth-deployments.ts FOLDER`: writes the cloud assembly of every deployment that the tests look at. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { createStacks } from '../../../lib/cato-app.ts';
import { acknowledgements } from '../../../lib/checks/acknowledgements.ts';
import { catoChecks } from '../../../lib/checks/cato-checks.ts';
import { parseSettings } from '../../../lib/settings.ts';
import { type DeploymentFacts, deployments } from './deployments.ts';
import { validationWarnings } from './validation-warnings.ts';
import { type Variant, type VariantFacts, variants } from './variants.ts';

const root = join(import.meta.dirname, '../../..');
const [, , folder = ''] = process.argv;
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));

// The largest first: AWS's rules are loaded once then, for they are loaded again for resources that were not there before.
for (const [name, text] of Object.entries(deployments).reverse()) {
  const outdir = join(folder, name);
  const app = new App({
    outdir,
    // As the command line sets it, so that the templates are the same.
    context: { ...context, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true },
    analyticsReporting: false,
    // AWS's own rules take ten times as long as all else; to `small`, `cdk synth` in its own test applies them.
    builtinCloudFormationValidation: name !== 'small',
  });
  const settings = parseSettings(text, name);
  createStacks(app, settings);
  const checks = catoChecks(app);
  Validations.of(app).addPlugins(...checks);
  let failure: string | null = null;
  try {
    app.synth();
  } catch (error) {
    const report = join(outdir, 'validation-report.json');
    failure = `${error instanceof Error ? error.message : error}\n${existsSync(report) ? readFileSync(report, 'utf8') : ''}`;
  }
  const used = acknowledgements.filter((one) => checks.some((check) => check.used.has(one)));
  const facts: DeploymentFacts = {
    settings,
    failure,
    warnings: validationWarnings(outdir),
    usedAcknowledgements: used.map((one) => acknowledgements.indexOf(one)),
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(facts));
}

mkdirSync(join(folder, 'variants'));
for (const [index, deploy] of variants.entries()) {
  writeFileSync(
    join(folder, 'variants', `${index}.json`),
    JSON.stringify(variantFacts(deploy, `${folder}/tmp/${index}`)),
  );
}

function variantFacts(deploy: Variant, outdir: string): VariantFacts {
  const app = new App({
    outdir,
    // Nobody looks into their assets or their tree.
    context: { ...context, 'aws:cdk:disable-asset-staging': true },
    treeMetadata: false,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  try {
    createStacks(app, parseSettings(`version: 1\nprovider: bedrock\ndeploy: { ${deploy} }\n`, 'cato.yaml'));
    const { stacks } = app.synth();
    return { failure: null, templates: Object.fromEntries(stacks.map(({ id, template }) => [id, template])) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), templates: {} };
  }
}
