import { Command, CommanderError } from 'commander';
import { endQuietlyWithoutReader } from '../local/closed-pipe.ts';
import { packageVersion } from '../wiring/package-version.ts';
import { addBench } from './commands/bench.ts';
import { addCheck } from './commands/check.ts';
import { addEval } from './commands/eval.ts';
import { addExplain } from './commands/explain.ts';
import { addModel } from './commands/model.ts';
import { addPlan } from './commands/plan.ts';
import { addStart } from './commands/start.ts';

/** Exit codes of every command. */
const exitCodes = { ok: 0, failed: 1, wrongUse: 2 } as const;

/** The operator's command line. @returns the exit code: 0 ok, 1 failed, 2 wrong use. */
export async function runCato(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = new Command('cato')
    .description('An LLM gateway: one address for every model.')
    .version(packageVersion)
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride();
  const done = (code: number): void => {
    exitCode = code;
  };
  addStart(program, done);
  addCheck(program, done);
  addExplain(program, done);
  addEval(program, done);
  addBench(program, done);
  addModel(program, done);
  addPlan(program, done);
  // The gateway goes on without a reader; it minds its streams itself.
  program.hook('preAction', (_program, action) => {
    if (action.name() === 'start') release();
  });
  const release = endQuietlyWithoutReader([process.stdout, process.stderr], () => process.exit(exitCode));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end commander too; it has said everything else itself.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUse;
  } finally {
    release();
  }
  return exitCode;
}
