import { flushCompileCache } from 'node:module';
import type { Command } from 'commander';
import { drain } from '../../local/drain.ts';
import { ProcessOutput } from '../../local/process-output.ts';
import { type RunningGateway, startGateway } from '../../local/start-gateway.ts';
import { StartError } from '../../wiring/start-error.ts';
import { toPort } from './to-port.ts';

interface StartFlags {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  readonly json?: true;
}

export function addStart(program: Command, done: (exitCode: number) => void): void {
  program
    .command('start')
    .description('run the gateway on this machine')
    .option('--config <file>', 'configuration (default: cato.yaml if it is there; CATO_CONFIG)')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: 4000; PORT)', toPort(0))
    .option('--host <address>', 'address to listen on (default: 127.0.0.1; HOST)')
    .option('--data <folder>', 'where state is kept or :memory: to keep nothing (default: .cato; CATO_DATA)')
    .option('--json', 'log JSON lines, also on a terminal')
    .addHelpText(
      'after',
      '\nSIGTERM and SIGINT drain: running streams finish, 30 s at most. A second signal ends at once.',
    )
    .action(async (flags: StartFlags) => done(await start(flags)));
}

const flushCompiledAfterMs = 2000;
/** How long the end waits for readers of what was written last. */
const flushMs = 1000;

async function start({ config, port, host, data, json }: StartFlags): Promise<number> {
  let running: RunningGateway | null = null;
  const out: ProcessOutput = new ProcessOutput(process.stdout, ({ message }) =>
    errors.write(`Nobody reads standard output any more (${message}): the log ends here, the gateway goes on.\n`),
  );
  const errors: ProcessOutput = new ProcessOutput(process.stderr, ({ message }) =>
    running?.dependencies.log.notice({
      level: 'warning',
      message: `nobody reads standard error any more (${message})`,
    }),
  );
  // Before the banner, which others may read as the word to go on.
  const asked = firstSignal();
  try {
    running = await startGateway({
      configFile: config ?? null,
      port: port ?? null,
      host: host ?? null,
      data: data ?? null,
      json: json === true,
      variables: process.env,
      isTerminal: process.stdout.isTTY === true,
      writeOut: (text) => out.write(text),
      writeError: (text) => void errors.write(text),
    });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    errors.write(`${error.message}\n`);
    return 1;
  }
  // What was compiled for this start need not be for the next: written now, for a program that is killed writes nothing.
  setTimeout(flushCompileCache, flushCompiledAfterMs).unref();
  await asked;
  const exitCode = await end(running, errors);
  await Promise.all([out.flush(flushMs), errors.flush(flushMs)]);
  // What a stalled reader has left in the streams would keep the process alive.
  process.exit(exitCode);
}

/** Resolves when the process is asked to end; asked again, it ends at once. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    const onSignal = (): void => {
      if (isAsked) process.exit(1);
      isAsked = true;
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}

/** @returns the exit code. */
async function end(running: RunningGateway, errors: ProcessOutput): Promise<number> {
  try {
    await drain(running);
    return 0;
  } catch (error) {
    errors.write(`The gateway did not end in order: ${error instanceof Error ? error.stack : error}\n`);
    return 1;
  }
}
