import type { CatoConfig } from '../../config/cato-config.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import { effectiveDeployment } from '../../config/effective-deployment.ts';

export type DeployedReading = { readonly config: EffectiveConfig } | { readonly refusal: string };

/** What holds in a region, as when it was synthesised. */
export function deployedConfig(config: CatoConfig, region: string): DeployedReading {
  const { gateways, problems } = effectiveDeployment(config, [region]);
  const gateway = gateways[region];
  return problems.length > 0 || gateway === undefined ? { refusal: problems.join('; ') } : { config: gateway };
}
