import type { Command } from 'commander';
import type { CatoConfig } from '../../config/cato-config.ts';
import type { ConfigProblem } from '../../config/config-problem.ts';
import { ollamaAddress } from '../../config/detect-providers.ts';
import { type EffectiveConfig, effectiveConfig } from '../../config/effective-config.ts';
import { type Environment, type EnvironmentProblem, parseEnvironment } from '../../config/environment.ts';
import { formatProblems } from '../../config/format-problems.ts';
import { counted } from '../../core/errors/counted.ts';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import { detectOllama } from '../../local/detect-ollama.ts';
import { defaultConfigFile, type LoadedConfig, loadConfig } from '../../local/load-config.ts';
import { providerFaults } from '../../local/provider-faults.ts';
import { toldProviders } from './told-providers.ts';

export function addCheck(program: Command, done: (exitCode: number) => void, host = processHost): void {
  program
    .command('check')
    .description('validate a configuration: every problem with its line, column and the nearest valid key')
    .argument('[file]', 'configuration (default: CATO_CONFIG, else cato.yaml)')
    .option('--providers', 'list every provider that can be configured instead, and say how far each is tested')
    .option('--deployed', 'say what would be refused where Cato is deployed, without asking AWS for anything')
    .option('--against <file>', 'with --deployed: name the changes since this configuration that need `cdk deploy`')
    .option('--json', 'print the result as one JSON object')
    .action(async (file: string | undefined, { json, providers, deployed, against }: CheckOptions) => {
      if (deployed === true || against !== undefined) {
        const { checkDeployed } = await import('./check-deployed.ts');
        return done(checkDeployed({ file: file ?? null, against: against ?? null, json: json === true }, host));
      }
      if (providers !== true) return done(await check(file, json === true, host));
      host.out.write(toldProviders(json === true));
      done(0);
    });
}

interface CheckOptions {
  readonly deployed?: true;
  readonly against?: string;
  readonly json?: true;
  readonly providers?: true;
}

async function check(
  named: string | undefined,
  json: boolean,
  { variables, out, error: errors }: CommandHost,
): Promise<number> {
  const print = (result: CheckResult): void => void out.write(`${JSON.stringify(result, null, 2)}\n`);
  const { environment, problems: environmentProblems } = parseEnvironment(variables);
  const file = named ?? environment.configFile ?? defaultConfigFile;
  let loaded: LoadedConfig;
  try {
    loaded = await loadConfig(file, variables);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = 'None is needed to start; name a file, or begin with cato.example.yaml.';
    const message = `${file} cannot be read: ${reason}. ${advice}`;
    const general = [message, ...said(environmentProblems)];
    if (json) print({ ok: false, file, problems: [], general, warnings: [] });
    else errors.write(`${general.join('\n')}\n`);
    return 1;
  }
  const isSound = loaded.config !== null;
  const effective = isSound ? await effectiveHere(loaded.config, environment) : null;
  const faults = effective === null ? [] : await providerFaults(effective.providers, variables);
  const general = [...said(environmentProblems), ...(effective?.problems ?? []), ...faults];
  const ok = isSound && general.length === 0;
  if (json) {
    print({ ok, file, problems: loaded.problems, general, warnings: effective?.warnings ?? [] });
  } else {
    if (loaded.problems.length > 0) out.write(`${formatProblems(loaded.problems, file)}\n`);
    for (const problem of general) out.write(`error: ${problem}\n`);
    for (const warning of effective?.warnings ?? []) out.write(`warning: ${warning}\n`);
    const { providers = [], targets = [], routes = [] } = effective ?? {};
    const sizes = [
      counted(providers.length, 'provider'),
      counted(targets.length, 'target'),
      counted(routes.length, 'route'),
    ];
    if (ok) out.write(`${file} is valid: ${sizes.join(', ')}.\n`);
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
