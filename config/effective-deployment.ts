import type { CatoConfig } from './cato-config.ts';
import type { DeploySettings } from './deploy-settings.ts';
import { deployedFaults } from './deployed-faults.ts';
import { type EffectiveConfig, effectiveConfig } from './effective-config.ts';
import { effectiveDeploy } from './effective-deploy.ts';
import { parseEnvironment } from './environment.ts';

/** What a configuration comes to where it is deployed. */
export interface EffectiveDeployment {
  readonly deploy: DeploySettings;
  /** What the gateway of each region runs with: models are called where it runs, unless a provider has a region. */
  readonly gateways: Readonly<Record<string, EffectiveConfig>>;
  /** What is refused, one sentence each; empty = it can be deployed. */
  readonly problems: readonly string[];
  /** What will be otherwise than written, one sentence each. */
  readonly warnings: readonly string[];
}

const bedrockAnswers = 'provider: none is written, so Amazon Bedrock answers. Write `provider: bedrock` to say so';

/**
 * The one rule of what may be deployed: synth, the commands and the gateway itself go by it. Pure: of the environment
 * nothing counts but the region.
 * @param regions those to look at; as the configuration says when left out.
 */
export function effectiveDeployment(config: CatoConfig, regions?: readonly string[]): EffectiveDeployment {
  const { settings: deploy, problems } = effectiveDeploy(config.deploy);
  const gateways: Record<string, EffectiveConfig> = {};
  const found = { problems: new Set(problems), warnings: new Set<string>() };
  for (const region of regions ?? deploy.regions) {
    const { gateway, isBedrockByItself } = gatewayIn(config, region);
    gateways[region] = gateway;
    if (isBedrockByItself) found.warnings.add(bedrockAnswers);
    for (const told of [gateway, deployedFaults(gateway, deploy.compute)]) {
      for (const problem of told.problems) found.problems.add(problem);
      for (const warning of told.warnings) found.warnings.add(warning);
    }
  }
  return { deploy, gateways, problems: [...found.problems], warnings: [...found.warnings] };
}

/** The embedded model is for trying Cato out; who deploys without naming a provider is on AWS, and asks that. */
function gatewayIn(config: CatoConfig, region: string) {
  const { environment } = parseEnvironment({ AWS_REGION: region });
  const gateway = effectiveConfig(config, environment, { ollamaModels: null });
  if (!gateway.embedded) return { gateway, isBedrockByItself: false };
  const onBedrock = effectiveConfig({ ...config, provider: 'bedrock' }, environment, { ollamaModels: null });
  return { gateway: onBedrock, isBedrockByItself: true };
}
