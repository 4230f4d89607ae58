import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
const killAfterMs = 5_000;

/** Whether processes can be kept on their own core. */
export const isPinned = hasTaskset;

/** Keeps this process, and by inheritance its children, off the core of the gateway under test. */
export function pinThisProcess(core: number): void {
  if (hasTaskset) spawnSync('taskset', ['-a', '-p', '-c', String(core), String(process.pid)]);
}

export interface ChildSettings {
  /** For messages and the names of its files. */
  readonly name: string;
  readonly command: readonly string[];
  readonly core: number;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Open a channel for messages. */
  readonly hasChannel: boolean;
}

const running = new Set<Child>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A child of the bench: its output goes to files, its death is noticed, and it never outlives the bench. */
export class Child {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #errorFile: string;
  readonly #died: Promise<never>;
  #isStopping = false;

  constructor(settings: ChildSettings) {
    this.#name = settings.name;
    const base = join(settings.directory, settings.name);
    this.#errorFile = `${base}.stderr`;
    const words = hasTaskset ? ['taskset', '-c', String(settings.core), ...settings.command] : settings.command;
    const [file = '', ...rest] = words;
    const output = [openSync(`${base}.stdout`, 'a'), openSync(this.#errorFile, 'a')] as const;
    this.#process = spawn(file, rest, {
      cwd: settings.directory,
      env: settings.environment,
      stdio: settings.hasChannel ? ['ignore', ...output, 'ipc'] : ['ignore', ...output],
    });
    running.add(this);
    this.#died = new Promise((_, reject) => {
      this.#process.on('error', reject);
      this.#process.on('exit', () => {
        running.delete(this);
        if (!this.#isStopping) reject(new Error(`${this.#name} ended by itself:\n${this.errors()}`));
      });
    });
    this.#died.catch(() => undefined);
  }

  get process(): ChildProcess {
    return this.#process;
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error(`${this.#name} did not start: ${this.errors()}`);
    return this.#process.pid;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** The last of what it wrote to standard error. */
  errors(): string {
    return readFileSync(this.#errorFile, 'utf8').slice(-4_000);
  }

  /** Rejects when the child ends before it is asked to. */
  get died(): Promise<never> {
    return this.#died;
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (!this.isRunning) return;
    const exited = once(this.#process, 'exit');
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), killAfterMs);
    await exited;
    clearTimeout(timer);
  }
}
