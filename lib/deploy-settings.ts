import { existsSync, readFileSync } from 'node:fs';
import { effectiveConfig } from '../config/effective-config.ts';
import { parseEnvironment } from '../config/environment.ts';
import { formatProblems } from '../config/format-problems.ts';
import { readConfig } from '../config/read-config.ts';

/** What the stacks are made from: validated, nothing left to guess. */
export interface DeploySettings {
  /** Begins the name of every stack. */
  readonly prefix: string;
  /** AWS regions, the first one the home of what exists once. */
  readonly regions: readonly string[];
  /** Ids of the Bedrock models and inference profiles that the gateway calls; never empty. */
  readonly bedrockModels: readonly string[];
}

const defaultConfigFile = 'cato.yaml';
/** Stands for every secret: none is deployed. */
const placeholder = 'set-where-the-gateway-runs';

/**
 * Reads the settings from `cato.yaml` (or the file of the CDK context `config`). Without a file the defaults hold:
 * Bedrock in us-east-1.
 * @param named the file of `-c config=FILE`.
 * @throws Error with every problem of the file.
 */
export function readDeploySettings(named: string | undefined): DeploySettings {
  const file = named ?? (existsSync(defaultConfigFile) ? defaultConfigFile : null);
  const text = file === null ? 'version: 1\nprovider: bedrock\n' : readFileSync(file, 'utf8');
  return parseDeploySettings(text, file ?? 'the default configuration');
}

/** @param file what messages call the text. @throws Error with every problem of the text. */
export function parseDeploySettings(text: string, file: string): DeploySettings {
  // The environment and the files of whoever deploys are not the gateway's: only what the configuration says counts,
  // and a secret it refers to need not be at hand.
  const named = [...text.matchAll(/\benv:\s*([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name = '']) => [name, placeholder]);
  const { config, problems } = readConfig(text, {
    file,
    environment: Object.fromEntries(named),
    readFile: () => placeholder,
  });
  if (config === null) throw new Error(`The configuration has problems:\n${formatProblems(problems, file)}`);
  const { environment } = parseEnvironment({ AWS_REGION: config.deploy?.regions?.[0] });
  const { deploy, providers, targets } = effectiveConfig(config, environment, { ollamaModels: null });
  const bedrock = new Set(providers.filter(({ kind }) => kind === 'bedrock').map(({ name }) => name));
  const bedrockModels = [
    ...new Set(targets.filter(({ provider }) => bedrock.has(provider)).map(({ model }) => model)),
  ].sort();
  if (bedrockModels.length === 0) {
    throw new Error(
      `${file} has no target at a provider of kind bedrock, so there is nothing to deploy: add one, for example\n` +
        '  targets:\n    haiku: { provider: bedrock, model: us.anthropic.claude-haiku-5-5 }',
    );
  }
  return { prefix: deploy.prefix, regions: deploy.regions, bedrockModels };
}
