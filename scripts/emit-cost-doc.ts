import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployProfiles } from '../config/deploy-profiles.ts';
import { loadModelRows } from '../config/model-catalogue.ts';
import { countDeployed } from './cost/count-deployed.ts';
import { idleText } from './cost/idle-text.ts';
import { synthesiseProfile } from './cost/synthesise-profile.ts';

const root = join(import.meta.dirname, '..');
const profiles = (['small', 'standard', 'scale'] as const).map((profile) => ({
  profile,
  stacks: synthesiseProfile(profile),
}));
const counts = Object.fromEntries(
  profiles.map(({ profile, stacks }) => [profile, countDeployed(stacks, deployProfiles[profile].regions)]),
);
writeFileSync(join(root, 'config/deployed-counts.json'), `${JSON.stringify(counts, null, 2)}\n`);
// It reads the counts as they are now.
const { costDocument } = await import('./cost/cost-document.ts');
const idle = profiles.map(({ profile, stacks }) => idleText(profile, stacks));
writeFileSync(join(root, 'docs/cost.md'), costDocument(await loadModelRows(), idle));
