import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Argument, type Command } from 'commander';
import { formatProblems } from '../../config/format-problems.ts';
import { counted } from '../../core/errors/counted.ts';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import { RouterEvaluation } from '../../local/eval-router.ts';
import { loadConfig } from '../../local/load-config.ts';
import { RouterLineError } from '../../local/router-line-error.ts';
import { loadTierWeights } from '../../wiring/load-tier-weights.ts';

interface EvalFlags {
  readonly config?: string;
  readonly json?: true;
}

export function addEval(program: Command, done: (exitCode: number) => void, host = processHost): void {
  program
    .command('eval')
    .description('score decisions on your own data: JSON lines in, JSON lines out')
    .addArgument(new Argument('<what>', 'which decisions').choices(['router']))
    .option('--config <file>', 'configuration to check first; the decisions do not depend on it')
    .option('--json', 'report what is wrong as JSON lines too; answers always are')
    .addHelpText('after', routerHelp)
    .action(async (_what: string, flags: EvalFlags) => done(await evaluate(flags, host)));
}

const routerHelp = `
Lines for router, read in order from standard input:
  {"op":"learn","id":1,"prompt":"…","weak":0,"strong":1}       teaches: what the two models' answers were worth, higher is better
  {"op":"route","id":2,"prompt":"…"}                           answers {"id":2,"score":0.37,"tier":"simple"}; higher = needs the strong model
  {"op":"choose","id":3,"prompt":"…","models":["a","b"]}       answers {"id":3,"model":"a"}
  {"op":"outcome","id":3,"score":{"a":1},"cost":{"a":0.002}}   teaches: what the answer to that choice was worth and cost
A prompt is a text, a list of {"role","content"} whose contents are texts or lists of content parts, or such a list of parts
alone. What is learnt lasts for this run. A line that cannot be read is reported on standard error with its number, its field and
what is expected there; the others are answered and the exit code is 1.`;

async function evaluate({ config, json }: EvalFlags, host: CommandHost): Promise<number> {
  const { input, out, error: errors } = host;
  const report = (message: string, place: { readonly line?: number; readonly field?: string | null } = {}): void => {
    const told = place.line === undefined ? message : `line ${place.line}: ${message}`;
    errors.write(`${json === true ? JSON.stringify({ error: { ...place, message } }) : told}\n`);
  };
  if (config !== undefined) {
    const fault = await configFault(config, host);
    if (fault !== null) {
      report(fault);
      return 1;
    }
  }
  const evaluation = new RouterEvaluation(loadTierWeights());
  let [number, failed] = [0, 0];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      const answer = evaluation.answer(line);
      if (answer !== null && !out.write(`${JSON.stringify(answer)}\n`)) await drained(out);
    } catch (error) {
      if (!(error instanceof RouterLineError)) throw error;
      failed += 1;
      report(error.message, { line: number, field: error.field });
    }
  }
  if (failed > 0 && json !== true) errors.write(`${counted(failed, 'line')} of ${number} could not be read.\n`);
  return failed === 0 ? 0 : 1;
}

/** Without a reader there is nothing to wait for: the process is about to end. */
async function drained(out: CommandHost['out']): Promise<void> {
  await once(out, 'drain').catch(() => undefined);
}

/** What keeps a configuration from being used; `null` = nothing does. */
async function configFault(file: string, { variables }: CommandHost): Promise<string | null> {
  try {
    const { config, problems } = await loadConfig(file, variables);
    return config === null ? formatProblems(problems, file) : null;
  } catch (error) {
    return `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
