import type { Readable, Writable } from 'node:stream';

/** What a command has of the process it runs in. */
export interface CommandHost {
  /** The environment's variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  readonly out: Writable;
  readonly error: Writable;
}

/** The process itself. Its streams are opened when they are asked for. */
export const processHost: CommandHost = {
  variables: process.env,
  get input() {
    return process.stdin;
  },
  get out() {
    return process.stdout;
  },
  get error() {
    return process.stderr;
  },
};
