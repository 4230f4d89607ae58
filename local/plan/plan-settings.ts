import type { DeploySettings, ProfileName } from '../../config/deploy-settings.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import { findDeployment } from '../../config/find-deployment.ts';
import { readDeployment } from '../../config/read-deployment.ts';
import { StartError } from '../../wiring/start-error.ts';

export interface PlanSettings {
  /** `null` = there is none: Bedrock answers. */
  readonly file: string | null;
  readonly deploy: DeploySettings;
  /** Of the home region. */
  readonly gateway: EffectiveConfig;
}

/**
 * What would be deployed: the file that is named, else `cato.yaml` if it is there, else Bedrock alone. The profile
 * takes the place of the file's. Secrets are not read.
 * @throws StartError with everything that is wrong.
 */
export function planSettings(named: string | null, profile: ProfileName | null): PlanSettings {
  try {
    const { text, file } = findDeployment(named, '--config');
    return parsePlanSettings(text, file, profile);
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws StartError with everything that is wrong. */
export function parsePlanSettings(text: string, file: string | null, profile: ProfileName | null): PlanSettings {
  const context = profile === null ? {} : { profile };
  const { deployment, errors } = readDeployment({ text, file: file ?? 'the default configuration', context });
  const gateway = deployment?.gateways[deployment.deploy.regions[0]];
  if (errors.length > 0 || deployment === null || gateway === undefined) throw new StartError(errors.join('\n'));
  return { file, deploy: deployment.deploy, gateway };
}
