import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../../bin/cato.js');
const boundMs = 30_000;

export interface CommandResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  /** Everything it wrote so far, standard output and standard error. */
  said(): string;
  readonly ended: Promise<CommandResult>;
}

export interface CommandOptions {
  readonly directory: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Another Node than the one that runs the tests. */
  readonly node?: string;
}

/** Starts `cato` as a person would, with nothing of this machine's configuration. */
export function startCommand(words: readonly string[], options: CommandOptions): RunningCommand {
  const { directory, variables = {}, node = process.execPath } = options;
  const child = spawn(node, [program, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH, OLLAMA_BASE_URL: 'http://127.0.0.1:9', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: boundMs,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    error += text;
  });
  const ended = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, out, error }));
  return { process: child, said: () => out + error, ended };
}

export function runCommand(words: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return startCommand(words, options).ended;
}
