import type { CatoConfig } from './cato-config.ts';
import { type EffectiveConfig, effectiveConfig } from './effective-config.ts';
import { parseEnvironment } from './environment.ts';

/** What holds where the gateway is deployed: of the environment nothing counts but the region. Pure. */
export function runningConfig(config: CatoConfig, region: string): EffectiveConfig {
  const { environment } = parseEnvironment({ AWS_REGION: region });
  return effectiveConfig(config, environment, { ollamaModels: null });
}
