import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import type { CommandHost } from '../../../local/command-host.ts';

/** `addCheck` and the like. */
export type AddCommand = (program: Command, done: (exitCode: number) => void, host: CommandHost) => void;

export interface CommandRun {
  readonly variables?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
}

export interface RunResult {
  readonly exitCode: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs one command in this process, words and all, with nothing of this machine's configuration. */
export async function runInProcess(
  add: AddCommand,
  words: readonly string[],
  { variables = {}, input = '' }: CommandRun = {},
): Promise<RunResult> {
  let exitCode: number | null = null;
  const [out, error] = [new Sink(), new Sink()];
  const program = new Command('cato').exitOverride();
  const done = (code: number): void => {
    exitCode = code;
  };
  add(program, done, {
    variables: { OLLAMA_BASE_URL: 'http://127.0.0.1:9', ...variables },
    input: Readable.from([Buffer.from(input)]),
    out,
    error,
  });
  await program.parseAsync(words, { from: 'user' });
  return { exitCode, out: out.text, error: error.text };
}

class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
