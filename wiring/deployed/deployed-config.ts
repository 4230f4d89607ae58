import type { CatoConfig } from '../../config/cato-config.ts';
import { deployedFaults } from '../../config/deployed-faults.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import { effectiveDeploy } from '../../config/effective-deploy.ts';
import { runningConfig } from '../../config/running-config.ts';

export type DeployedReading = { readonly config: EffectiveConfig } | { readonly refusal: string };

/** What holds in a region: nothing of the environment counts but that, as when it was synthesised. */
export function deployedConfig(config: CatoConfig, region: string): DeployedReading {
  const effective = runningConfig(config, region);
  const { compute } = effectiveDeploy(config.deploy).settings;
  const problems = [...effective.problems, ...deployedFaults(effective, compute).problems];
  return problems.length > 0 ? { refusal: problems.join('; ') } : { config: effective };
}
