import { existsSync, readFileSync } from 'node:fs';
import { parse, parseDocument } from 'yaml';
import type { DeploySettings } from '../config/deploy-settings.ts';
import { deployedFaults } from '../config/deployed-faults.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import { effectiveDeploy } from '../config/effective-deploy.ts';
import { formatProblems } from '../config/format-problems.ts';
import { readConfig } from '../config/read-config.ts';
import { runningConfig } from '../config/running-config.ts';

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

const defaultConfigFile = 'cato.yaml';
const defaultText = 'version: 1\nprovider: bedrock\n';
/** Stands for every secret: none is read by who deploys. */
const placeholder = 'set-where-the-gateway-runs';
const noProvider =
  'providers: there is none, and the embedded toy model is not for deployments. Write `provider: bedrock`, or the providers you have';

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
  const [home] = settings.regions;
  const gateway = runningConfig(config, home);
  const gateways = Object.fromEntries(settings.regions.map((region) => [region, runningConfig(config, region)]));
  const running = Object.values(gateways);
  const told = [...running, ...running.map((one) => deployedFaults(one, settings.compute))];
  const refused = [
    ...misfits,
    ...(gateway.embedded ? [noProvider] : []),
    ...new Set(told.flatMap(({ problems: of }) => of)),
  ];
  if (refused.length > 0)
    throw new Error(`${file} cannot be deployed:\n${refused.map((line) => `  ${line}`).join('\n')}`);
  return {
    deploy: settings,
    gateway,
    gateways,
    warnings: [...new Set(told.flatMap(({ warnings }) => warnings))],
    document: JSON.stringify(parse(whole)),
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
