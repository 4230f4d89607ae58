import type { CatoConfig } from './cato-config.ts';
import { formatConfigPath } from './config-path.ts';
import type { ConfigProblem } from './config-problem.ts';
import { type EffectiveDeployment, effectiveDeployment } from './effective-deployment.ts';
import { formatProblems } from './format-problems.ts';
import { parseYaml } from './read/parse-yaml.ts';
import { readConfig } from './read-config.ts';
import { type Override, overridesOf, withOverrides } from './setting-overrides.ts';

export interface DeploymentText {
  readonly text: string;
  /** What messages call the text. */
  readonly file: string;
  /** Settings of the command line: `profile`, and `deploy.<path>`, in place of what the text says. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A text read as what shall be deployed. */
export interface DeploymentReading {
  /** `null` = the text has errors. */
  readonly config: CatoConfig | null;
  /** As it was written, with the settings of the command line in it; secrets are references. */
  readonly document: unknown;
  /** What it comes to; `null` without a configuration. */
  readonly deployment: EffectiveDeployment | null;
  /** What is wrong or odd in the text; without a line of its own where the command line is to blame. */
  readonly problems: readonly ConfigProblem[];
  /** Everything that keeps it from being deployed, a line each; empty = it can be. */
  readonly errors: readonly string[];
  /** Everything else there is to say, a line each. */
  readonly warnings: readonly string[];
  /** The references to AWS that secrets are read by. */
  readonly references: ReadonlySet<string>;
}

/** Stands for every secret: none is read by who deploys. */
const placeholder = 'set-where-the-gateway-runs';

/** What is deployed without a file. */
export const defaultDeployment = 'version: 1\nprovider: bedrock\n';

/**
 * Reads what shall be deployed. The environment and the files of whoever deploys are not the gateway's, and a secret it
 * refers to need not be there. @throws Error for settings of the command line that are none.
 */
export function readDeployment({ text, file, context = {} }: DeploymentText): DeploymentReading {
  const overrides = overridesOf(context);
  const written = parseYaml(text).value;
  const document = overrides.length > 0 ? withOverrides(written, overrides) : written;
  const references = new Set<string>();
  const deployed = (reference: string): string => {
    references.add(reference);
    return placeholder;
  };
  const sources = { file, environment: {}, deployed };
  const own = readConfig(text, sources);
  // A text that cannot be read at all has nothing to be replaced.
  const isReplaced = overrides.length > 0 && document !== undefined && document !== null;
  if (isReplaced) references.clear();
  const { config, problems } = isReplaced ? readConfig(JSON.stringify(document), sources) : own;
  const placeOf = (problem: ConfigProblem): string => placeIn(problem, { file, own: own.problems, overrides });
  const told = (level: ConfigProblem['level']): readonly string[] =>
    problems
      .filter((problem) => problem.level === level)
      .map((problem) => formatProblems([problem], isReplaced ? placeOf : file));
  const deployment = config === null ? null : effectiveDeployment(config);
  return {
    config,
    document,
    deployment,
    problems,
    errors: [...told('error'), ...(deployment?.problems ?? [])],
    warnings: [...told('warning'), ...(deployment?.warnings ?? [])],
    references,
  };
}

interface Origin {
  readonly file: string;
  /** What is wrong with the text by itself, with the lines it is at. */
  readonly own: readonly ConfigProblem[];
  readonly overrides: readonly Override[];
}

/** Where a reader finds what a problem is about: on the command line, in a line of the file, or in all of it. */
function placeIn({ path, message }: ConfigProblem, { file, own, overrides }: Origin): string {
  const starts = overrides.map(({ name, path: at }) => ({ name, start: formatConfigPath(at) }));
  const blamed = starts.find(({ start }) => isWithin(path, start));
  if (blamed) return `-c ${blamed.name}`;
  const same = own.find((one) => one.path === path && one.message === message);
  if (same) return `${file}:${same.line}:${same.column}`;
  const below = path === '' ? undefined : starts.find(({ start }) => isWithin(start, path));
  return below ? `-c ${below.name}` : file;
}

function isWithin(path: string, start: string): boolean {
  return path === start || path.startsWith(`${start}.`) || path.startsWith(`${start}[`);
}
