import { existsSync, readFileSync } from 'node:fs';
import { parse, parseDocument } from 'yaml';
import type { CatoConfig } from '../config/cato-config.ts';
import type { DeploySettings } from '../config/deploy-settings.ts';
import { deployedFaults } from '../config/deployed-faults.ts';
import { type EffectiveConfig, effectiveConfig } from '../config/effective-config.ts';
import { effectiveDeploy } from '../config/effective-deploy.ts';
import { parseEnvironment } from '../config/environment.ts';
import { formatProblems } from '../config/format-problems.ts';
import { readConfig } from '../config/read-config.ts';

/** What the stacks are made from: validated, nothing left to guess. */
export interface Settings {
  readonly deploy: DeploySettings;
  /** What the gateway will run with; secrets are placeholders. */
  readonly gateway: EffectiveConfig;
  /** The configuration as JSON, as it was written: secrets are references. Part of the bundle. */
  readonly document: string;
  /** Ids of the Bedrock models and inference profiles that the gateway calls. */
  readonly bedrockModels: readonly string[];
  /** Regions in which Bedrock is called. */
  readonly bedrockRegions: readonly string[];
  /** Names at Secrets Manager that the configuration refers to. */
  readonly secretNames: readonly string[];
  /** Names at Parameter Store that the configuration refers to. */
  readonly parameterNames: readonly string[];
}

const defaultConfigFile = 'cato.yaml';
const defaultText = 'version: 1\nprovider: bedrock\n';
/** Stands for every secret: none is read by who deploys. */
const placeholder = 'set-where-the-gateway-runs';

/**
 * Reads the settings from `cato.yaml`, or the file of the CDK context `config`; without a file Bedrock answers. The
 * contexts `profile` and `deploy.<path>` replace what the file says.
 * @param context of the app.
 * @throws Error with every problem: of the file with its line, of values that do not go together with their path.
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const { config: named } = context;
  const file = typeof named === 'string' ? named : existsSync(defaultConfigFile) ? defaultConfigFile : null;
  if (file !== null && !existsSync(file)) {
    throw new Error(`There is no ${file}: name the configuration with -c config=FILE.`);
  }
  const text = file === null ? defaultText : readFileSync(file, 'utf8');
  return parseSettings(text, file ?? 'the default configuration', context);
}

/** @param file what messages call the text. @throws Error with every problem of the text. */
export function parseSettings(text: string, file: string, context: Readonly<Record<string, unknown>> = {}): Settings {
  const whole = withContext(text, context);
  // The environment and the files of whoever deploys are not the gateway's, and a secret it refers to need not be there.
  const references = new Set<string>();
  const deployed = (reference: string): string => {
    references.add(reference);
    return placeholder;
  };
  const { config, problems } = readConfig(whole, { file, environment: {}, deployed });
  if (config === null) throw new Error(`The configuration has problems:\n${formatProblems(problems, file)}`);
  const { settings, problems: misfits } = effectiveDeploy(config.deploy);
  if (misfits.length > 0)
    throw new Error(`${file} cannot be deployed:\n${misfits.map((line) => `  ${line}`).join('\n')}`);
  const gateway = runningConfig(config, settings);
  const faults = deployedFaults(gateway, settings.compute);
  if (faults.problems.length > 0)
    throw new Error(`${file} cannot be deployed:\n${faults.problems.map((line) => `  ${line}`).join('\n')}`);
  return {
    deploy: settings,
    gateway,
    document: JSON.stringify(parse(whole)),
    bedrockModels: modelsOfBedrock(gateway),
    bedrockRegions: regionsOfBedrock(gateway, settings.regions),
    secretNames: namesBehind('secret:', references),
    parameterNames: namesBehind('ssm:', references),
  };
}

function runningConfig(config: CatoConfig, { regions }: DeploySettings): EffectiveConfig {
  const { environment } = parseEnvironment({ AWS_REGION: regions[0] });
  return effectiveConfig(config, environment, { ollamaModels: null });
}

function modelsOfBedrock({ providers, targets }: EffectiveConfig): readonly string[] {
  const bedrock = new Set(providers.filter(({ kind }) => kind === 'bedrock').map(({ name }) => name));
  return [...new Set(targets.filter(({ provider }) => bedrock.has(provider)).map(({ model }) => model))].sort();
}

function regionsOfBedrock({ providers }: EffectiveConfig, regions: readonly string[]): readonly string[] {
  const called = providers.filter(({ kind }) => kind === 'bedrock').flatMap(({ region }) => region ?? regions);
  return [...new Set(called)].sort();
}

function namesBehind(scheme: string, references: ReadonlySet<string>): readonly string[] {
  return [...references]
    .filter((text) => text.startsWith(scheme))
    .map((text) => text.slice(scheme.length))
    .sort();
}

/** The text with what the command line says in place: `-c profile=scale -c deploy.gateway.memoryMb=1024`. */
function withContext(text: string, context: Readonly<Record<string, unknown>>): string {
  const written = Object.entries(context)
    .map(([name, value]) => [name === 'profile' ? 'deploy.profile' : name, value] as const)
    .filter(([name]) => name.startsWith('deploy.'));
  if (written.length === 0) return text;
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  for (const [name, value] of written) {
    document.setIn(name.split('.'), typeof value === 'string' ? parse(value) : value);
  }
  return document.toString();
}
