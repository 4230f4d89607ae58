import { createInterface } from 'node:readline';
import { Argument, type Command } from 'commander';
import { formatProblems } from '../../config/format-problems.ts';
import { RouterEvaluation } from '../../local/eval-router.ts';
import { loadConfig } from '../../local/load-config.ts';
import { loadTierWeights } from '../../local/load-tier-weights.ts';

export function addEval(program: Command, done: (exitCode: number) => void): void {
  program
    .command('eval')
    .description('score decisions on your own data: JSON lines in, JSON lines out')
    .addArgument(new Argument('<what>', 'which decisions').choices(['router']))
    .option('--config <file>', 'configuration to check first; the decisions do not depend on it')
    .option('--json', 'accepted as everywhere: answers are JSON lines anyway')
    .addHelpText('after', routerHelp)
    .action(async (_what: string, { config }: { readonly config?: string }) => done(await evaluate(config ?? null)));
}

const routerHelp = `
Lines for router, read in order from standard input:
  {"op":"learn","id":1,"prompt":"…","weak":0,"strong":1}       teaches: what the two models' answers were worth, higher is better
  {"op":"route","id":2,"prompt":"…"}                           answers {"id":2,"score":0.37,"tier":"simple"}; higher = needs the strong model
  {"op":"choose","id":3,"prompt":"…","models":["a","b"]}       answers {"id":3,"model":"a"}
  {"op":"outcome","id":3,"score":{"a":1},"cost":{"a":0.002}}   teaches: what the answer to that choice was worth and cost
A prompt is a text or a list of {"role","content"}. What is learnt lasts for this run.
A line that cannot be read is reported on standard error with its number; the others are answered and the exit code is 1.`;

async function evaluate(configFile: string | null): Promise<number> {
  if (configFile !== null && !(await isSound(configFile))) return 1;
  const evaluation = new RouterEvaluation(loadTierWeights());
  let [number, failed] = [0, 0];
  // Whoever stops reading the answers wants no more of them.
  process.stdout.on('error', () => process.exit(1));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      const answer = evaluation.answer(line);
      if (answer !== null && !process.stdout.write(`${JSON.stringify(answer)}\n`)) await drained();
    } catch (error) {
      failed += 1;
      process.stderr.write(`line ${number}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return failed === 0 ? 0 : 1;
}

function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}

async function isSound(file: string): Promise<boolean> {
  try {
    const { config, problems } = await loadConfig(file, process.env);
    if (problems.length > 0) process.stderr.write(`${formatProblems(problems, file)}\n`);
    return config !== null;
  } catch (error) {
    process.stderr.write(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.\n`);
    return false;
  }
}
