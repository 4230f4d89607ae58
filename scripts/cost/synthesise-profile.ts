import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { ProfileName } from '../../config/deploy-settings.ts';
import { createStacks } from '../../lib/cato-app.ts';
import { parseSettings } from '../../lib/settings.ts';
import type { SynthesisedStack } from '../../local/plan/idle/deployed-resource.ts';

const root = join(import.meta.dirname, '../..');

/** The stacks of a profile with Bedrock alone, synthesised in this process; they are checked elsewhere. */
export function synthesiseProfile(profile: ProfileName): readonly SynthesisedStack[] {
  const folder = mkdtempSync(join(tmpdir(), 'cato-cost-'));
  const validation = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
    const app = new App({ outdir: folder, context });
    createStacks(app, parseSettings('version: 1\nprovider: bedrock\n', 'the default configuration', { profile }));
    return app.synth().stacks.map(({ environment, template }) => ({
      region: environment.region,
      resources: template.Resources ?? {},
    }));
  } finally {
    if (validation === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = validation;
    rmSync(folder, { recursive: true });
  }
}
