import type { DeploySettings } from '../config/deploy-settings.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import { findDeployment } from '../config/find-deployment.ts';
import { readDeployment } from '../config/read-deployment.ts';

/** What the stacks are made from: validated, nothing left to guess. */
export interface Settings {
  readonly deploy: DeploySettings;
  /** What the gateway of the home region will run with; secrets are placeholders. */
  readonly gateway: EffectiveConfig;
  /** The same for every region: models are called where the gateway runs, unless a provider has a region. */
  readonly gateways: Readonly<Record<string, EffectiveConfig>>;
  /** The configuration as JSON, as it was written: secrets are references. Part of the bundle. */
  readonly document: string;
  /** Names at Secrets Manager that the configuration refers to. */
  readonly secretNames: readonly string[];
  /** Names at Parameter Store that the configuration refers to. */
  readonly parameterNames: readonly string[];
  /** What will be otherwise than written, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from `cato.yaml`, or the file of the CDK context `config`; without a file Bedrock answers. The
 * contexts `profile` and `deploy.<path>` replace what the file says.
 * @param context of the app.
 * @throws Error with every problem: of the file with its line, of values that do not go together with their path.
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const { config: named } = context;
  const { text, name } = findDeployment(typeof named === 'string' ? named : null, '-c config=FILE');
  return parseSettings(text, name, context);
}

/** @param file what messages call the text. @throws Error with every problem of the text. */
export function parseSettings(text: string, file: string, context: Readonly<Record<string, unknown>> = {}): Settings {
  const { document, deployment, errors, warnings, references } = readDeployment({ text, file, context });
  const gateway = deployment?.gateways[deployment.deploy.regions[0]];
  if (errors.length > 0 || deployment === null || gateway === undefined) {
    throw new Error(`${file} cannot be deployed:\n${errors.map((line) => `  ${line}`).join('\n')}`);
  }
  return {
    deploy: deployment.deploy,
    gateway,
    gateways: deployment.gateways,
    warnings,
    document: JSON.stringify(document),
    secretNames: namesBehind('secret:', references),
    parameterNames: namesBehind('ssm:', references),
  };
}

function namesBehind(scheme: string, references: ReadonlySet<string>): readonly string[] {
  return [...references]
    .filter((text) => text.startsWith(scheme))
    .map((text) => text.slice(scheme.length))
    .sort();
}
