import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ConfigProblem } from '../../config/config-problem.ts';
import { deployChanges } from '../../config/deploy-changes.ts';
import { formatProblems } from '../../config/format-problems.ts';
import { readDeployment } from '../../config/read-deployment.ts';
import { counted } from '../../core/errors/counted.ts';
import type { CommandHost } from '../../local/command-host.ts';
import { defaultConfigFile } from '../../local/load-config.ts';

export interface CheckDeployedOptions {
  /** `null` = as CATO_CONFIG says, else `cato.yaml`. */
  readonly file: string | null;
  /** The configuration that is deployed; `null` = none to compare with. */
  readonly against: string | null;
  readonly json: boolean;
}

/** What `--json` prints. */
interface DeployedResult {
  readonly ok: boolean;
  readonly file: string;
  /** What is wrong in the file, each with its place; references that lead nowhere when deployed are among it. */
  readonly problems: readonly ConfigProblem[];
  /** What does not exist where it is deployed. */
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
  /** Paths that differ from the other file and need `cdk deploy`; `null` without another. */
  readonly deployChanges: readonly string[] | null;
}

/** @returns the exit code. */
export function checkDeployed({ file: named, against, json }: CheckDeployedOptions, host: CommandHost): number {
  const file = named ?? host.variables.CATO_CONFIG ?? defaultConfigFile;
  let result: DeployedResult;
  try {
    result = look(file, against);
  } catch (error) {
    host.error.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  if (json) host.out.write(`${JSON.stringify(result, null, 2)}\n`);
  else host.out.write(told(result));
  return result.ok ? 0 : 1;
}

function look(file: string, against: string | null): DeployedResult {
  const text = readFileSync(file, 'utf8');
  const { problems, deployment, errors } = readDeployment({ text, file });
  return {
    ok: errors.length === 0,
    file,
    problems,
    refused: deployment?.problems ?? [],
    warnings: deployment?.warnings ?? [],
    deployChanges: changes(text, against),
  };
}

function changes(text: string, against: string | null): readonly string[] | null {
  return against === null ? null : deployChanges(parse(readFileSync(against, 'utf8')), parse(text));
}

function told({ ok, file, problems, refused, warnings, deployChanges: paths }: DeployedResult): string {
  return [
    ...(problems.length > 0 ? [formatProblems(problems, file)] : []),
    ...refused.map((line) => `error: ${line}`),
    ...warnings.map((line) => `warning: ${line}`),
    ...(paths ?? []).map((path) => `needs cdk deploy: ${path}`),
    ...(paths?.length === 0 ? ['Nothing that changed needs `cdk deploy`: the live configuration takes it.'] : []),
    ...(ok
      ? [`${file} can be deployed.`]
      : [`${file} cannot be deployed: ${counted(problems.filter(isError).length + refused.length, 'fault')}.`]),
    '',
  ].join('\n');
}

function isError({ level }: ConfigProblem): boolean {
  return level === 'error';
}
