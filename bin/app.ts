import { App, Validations } from 'aws-cdk-lib';
import { createStacks } from '../lib/cato-app.ts';
import { catoChecks } from '../lib/checks/cato-checks.ts';
import { readSettings, type Settings } from '../lib/settings.ts';

const app = new App();
const settings = settingsOrEnd();
for (const line of settings.warnings) process.stderr.write(`warning: ${line}\n`);
createStacks(app, settings);
Validations.of(app).addPlugins(...catoChecks(app));

/** What is wrong with settings is told without a stack of calls: it is the reader's file, not this program. */
function settingsOrEnd(): Settings {
  try {
    return readSettings(app.node.getAllContext());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}
