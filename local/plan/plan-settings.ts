import { existsSync, readFileSync } from 'node:fs';
import type { CatoConfig } from '../../config/cato-config.ts';
import type { DeploySettings, ProfileName } from '../../config/deploy-settings.ts';
import { type EffectiveConfig, effectiveConfig } from '../../config/effective-config.ts';
import { effectiveDeploy } from '../../config/effective-deploy.ts';
import { parseEnvironment } from '../../config/environment.ts';
import { formatProblems } from '../../config/format-problems.ts';
import { readConfig } from '../../config/read-config.ts';
import { StartError } from '../../wiring/start-error.ts';
import { defaultConfigFile } from '../load-config.ts';

export interface PlanSettings {
  /** `null` = there is none: Bedrock answers. */
  readonly file: string | null;
  readonly deploy: DeploySettings;
  readonly gateway: EffectiveConfig;
}

const defaultText = 'version: 1\nprovider: bedrock\n';

/**
 * What would be deployed: the file that is named, else `cato.yaml` if it is there, else Bedrock alone. The profile
 * takes the place of the file's. Secrets are not read.
 * @throws StartError with everything that is wrong.
 */
export function planSettings(named: string | null, profile: ProfileName | null): PlanSettings {
  const file = named ?? (existsSync(defaultConfigFile) ? defaultConfigFile : null);
  return parsePlanSettings(file === null ? defaultText : readText(file), file, profile);
}

/** @throws StartError with everything that is wrong. */
export function parsePlanSettings(text: string, file: string | null, profile: ProfileName | null): PlanSettings {
  const named = file ?? 'the default configuration';
  const { config, problems } = readConfig(text, { file: named, environment: {}, deployed: () => 'set-when-deployed' });
  if (config === null) throw new StartError(formatProblems(problems, named));
  const { settings: deploy, problems: misfits } = effectiveDeploy(withProfile(config.deploy, profile));
  if (misfits.length > 0) throw new StartError(misfits.join('\n'));
  const { environment } = parseEnvironment({ AWS_REGION: deploy.regions[0] });
  return { file, deploy, gateway: effectiveConfig(config, environment, { ollamaModels: null }) };
}

function withProfile(deploy: CatoConfig['deploy'], profile: ProfileName | null): CatoConfig['deploy'] {
  return profile === null ? deploy : { ...deploy, profile };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartError(`The configuration ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
