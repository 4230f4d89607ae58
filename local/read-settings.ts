import { ollamaAddress } from '../config/detect-providers.ts';
import { type EffectiveConfig, effectiveConfig } from '../config/effective-config.ts';
import { type Environment, parseEnvironment } from '../config/environment.ts';
import { formatProblems } from '../config/format-problems.ts';
import { StartError } from '../wiring/start-error.ts';
import { detectOllama } from './detect-ollama.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';

export interface SettingsSource {
  /** `null`: as the environment says, else `cato.yaml` if it is there. */
  readonly configFile: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly data?: string | null;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

export interface Settings {
  readonly environment: Environment;
  readonly loaded: LoadedConfig;
  readonly config: EffectiveConfig;
  /** Models of a running Ollama; empty without one. */
  readonly ollamaModels: readonly string[];
}

/**
 * What holds: flags before environment before configuration, and what runs on this machine.
 * @param check tells further faults.
 * @throws StartError with everything that is wrong, one fault a line.
 */
export async function readSettings(
  { configFile, host, port, data = null, variables }: SettingsSource,
  check: (environment: Environment) => readonly string[] = () => [],
): Promise<Settings> {
  const flags = {
    ...(port === null ? {} : { PORT: String(port) }),
    ...(host === null ? {} : { HOST: host }),
    ...(configFile === null ? {} : { CATO_CONFIG: configFile }),
    ...(data === null ? {} : { CATO_DATA: data }),
  };
  const { environment, problems } = parseEnvironment({ ...variables, ...flags });
  const loaded = await load(environment.configFile, variables);
  const ollama = ollamaAddress(loaded.config, environment);
  const ollamaModels = ollama === null ? null : await detectOllama(ollama);
  const config = effectiveConfig(loaded.config, environment, { ollamaModels });
  const faults = [
    ...problems.map(({ variable, message }) => `${variable}: ${message}`),
    ...(loaded.file !== null && loaded.config === null
      ? [formatProblems(loaded.problems, loaded.file)]
      : config.problems),
    ...check(environment),
  ];
  if (faults.length > 0) throw new StartError(faults.join('\n'));
  return { environment, loaded, config, ollamaModels: ollamaModels ?? [] };
}

async function load(named: string | null, variables: SettingsSource['variables']): Promise<LoadedConfig> {
  try {
    return await loadConfig(named, variables);
  } catch (error) {
    throw new StartError(
      `The configuration ${named} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}
