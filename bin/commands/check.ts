import type { Command } from 'commander';
import type { CatoConfig } from '../../config/cato-config.ts';
import type { ConfigProblem } from '../../config/config-problem.ts';
import { ollamaAddress } from '../../config/detect-providers.ts';
import { type EffectiveConfig, effectiveConfig } from '../../config/effective-config.ts';
import { type Environment, type EnvironmentProblem, parseEnvironment } from '../../config/environment.ts';
import { formatProblems } from '../../config/format-problems.ts';
import { detectOllama } from '../../local/detect-ollama.ts';
import { defaultConfigFile, type LoadedConfig, loadConfig } from '../../local/load-config.ts';

export function addCheck(program: Command, done: (exitCode: number) => void): void {
  program
    .command('check')
    .description('validate a configuration: every problem with its line, column and the nearest valid key')
    .argument('[file]', 'configuration (default: CATO_CONFIG, else cato.yaml)')
    .option('--json', 'print the result as one JSON object')
    .action(async (file: string | undefined, { json }: { readonly json?: true }) =>
      done(await check(file, json === true)),
    );
}

async function check(named: string | undefined, json: boolean): Promise<number> {
  const { environment, problems: environmentProblems } = parseEnvironment(process.env);
  const file = named ?? environment.configFile ?? defaultConfigFile;
  let loaded: LoadedConfig;
  try {
    loaded = await loadConfig(file, process.env);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = 'None is needed to start; name a file, or begin with cato.example.yaml.';
    const message = `${file} cannot be read: ${reason}. ${advice}`;
    const general = [message, ...said(environmentProblems)];
    if (json) print({ ok: false, file, problems: [], general, warnings: [] });
    else process.stderr.write(`${general.join('\n')}\n`);
    return 1;
  }
  const isSound = loaded.config !== null;
  const effective = isSound ? await effectiveHere(loaded.config, environment) : null;
  const general = [...said(environmentProblems), ...(effective?.problems ?? [])];
  const ok = isSound && general.length === 0;
  if (json) {
    print({ ok, file, problems: loaded.problems, general, warnings: effective?.warnings ?? [] });
  } else {
    if (loaded.problems.length > 0) process.stdout.write(`${formatProblems(loaded.problems, file)}\n`);
    for (const problem of general) process.stdout.write(`error: ${problem}\n`);
    for (const warning of effective?.warnings ?? []) process.stdout.write(`warning: ${warning}\n`);
    const { providers = [], targets = [], routes = [] } = effective ?? {};
    if (ok)
      process.stdout.write(
        `${file} is valid: ${providers.length} providers, ${targets.length} targets, ${routes.length} routes.\n`,
      );
  }
  return ok ? 0 : 1;
}

/** With what a start would find on this machine, so that the warnings are the same. */
async function effectiveHere(config: CatoConfig | null, environment: Environment): Promise<EffectiveConfig> {
  const ollama = ollamaAddress(config, environment);
  return effectiveConfig(config, environment, { ollamaModels: ollama === null ? null : await detectOllama(ollama) });
}

function said(problems: readonly EnvironmentProblem[]): string[] {
  return problems.map(({ variable, message }) => `${variable}: ${message}`);
}

/** What `--json` prints, whatever is wrong. */
interface CheckResult {
  readonly ok: boolean;
  readonly file: string;
  /** What is wrong in the file, each with its place. */
  readonly problems: readonly ConfigProblem[];
  /** What is wrong beyond its lines: the environment, or that it cannot be read. */
  readonly general: readonly string[];
  readonly warnings: readonly string[];
}

function print(result: CheckResult): void {
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
}
