import { existsSync, readFileSync } from 'node:fs';
import type { CatoConfig } from '../config/cato-config.ts';
import type { ConfigProblem } from '../config/config-problem.ts';

export const defaultConfigFile = 'cato.yaml';

export interface LoadedConfig {
  /** The file that was read; `null` when there is none. */
  readonly file: string | null;
  /** `null` when there is no file, or it has errors. */
  readonly config: CatoConfig | null;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads the configuration: the file that is named, else `cato.yaml` in the working directory if it is there.
 * @throws Error when a named file cannot be read.
 */
export async function loadConfig(
  named: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LoadedConfig> {
  if (named === null && !existsSync(defaultConfigFile)) return { file: null, config: null, problems: [] };
  const file = named ?? defaultConfigFile;
  const text = readFileSync(file, 'utf8');
  // The YAML parser and the schema take a third of the start; a start without a file does not pay for them.
  const { readConfig } = await import('../config/read-config.ts');
  return { file, ...readConfig(text, { file, environment, readFile: (path) => readFileSync(path, 'utf8') }) };
}
