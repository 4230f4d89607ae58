import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../bin/cato.js');
const memoryReporter = import.meta.resolve('./report-memory.ts');
const readyWithinMs = 30_000;
const endsWithinMs = 10_000;
const maxKept = 20_000;

export interface MemoryUse {
  /** Used by what is still needed. */
  readonly liveBytes: number;
  /** Taken from the operating system. */
  readonly residentBytes: number;
}

/** The local gateway in a process of its own: the embedded model, a free port, nothing of this machine's configuration. */
export class GatewayChild {
  readonly address: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #faults: readonly string[];

  private constructor(address: string, child: ChildProcess, folder: string, faults: readonly string[]) {
    this.address = address;
    this.#process = child;
    this.#folder = folder;
    this.#faults = faults;
  }

  /** @throws Error with what it said, when it does not start. */
  static async start(): Promise<GatewayChild> {
    const folder = mkdtempSync(join(tmpdir(), 'cato-malformed-'));
    const child = spawn(
      process.execPath,
      ['--expose-gc', '--import', memoryReporter, program, 'start', '--port', '0', '--json'],
      {
        cwd: folder,
        // Nothing listens at the discard port: an Ollama on this machine must not answer for the embedded model.
        env: { PATH: process.env.PATH, OLLAMA_BASE_URL: 'http://127.0.0.1:9' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('the gateway has no output');
    const faults: string[] = [];
    stdout.setEncoding('utf8');
    let rest = '';
    stdout.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.includes('"level":"error"') && faults.length < 20) faults.push(line);
    });
    stderr.setEncoding('utf8');
    let said = '';
    let isReady = false;
    const ready = new Promise<string>((resolve) => {
      stderr.on('data', (text: string) => {
        said = (said + text).slice(-maxKept);
        const banner = said.match(/is ready: (http:\/\/\S+)\/v1 .*curl [^\n]+\n/s);
        if (banner?.[1] !== undefined) resolve(banner[1]);
        // Once the banner is written there is nothing to say here.
        if (isReady && faults.length < 20) faults.push(text);
        isReady = banner !== null;
      });
    });
    const failed = once(child, 'exit').then(() => null);
    const late = new Promise<null>((resolve) => setTimeout(resolve, readyWithinMs, null).unref());
    const address = await Promise.race([ready, failed, late]);
    if (address === null) {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
      throw new Error(`The gateway does not start.\n${said}`);
    }
    return new GatewayChild(address, child, folder, faults);
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** What it logged as its own faults, and whatever it wrote to standard error besides its banner. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /** Its memory after everything that is no longer needed was let go. */
  async memory(): Promise<MemoryUse> {
    const reported = once(this.#process, 'message', { signal: AbortSignal.timeout(readyWithinMs) });
    this.#process.send({});
    const [use] = await reported;
    return use;
  }

  /** Drains it. @returns its exit code. */
  async stop(): Promise<number | null> {
    if (this.isRunning) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const giveUp = setTimeout(() => this.#process.kill('SIGKILL'), endsWithinMs);
      await exited;
      clearTimeout(giveUp);
    }
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#process.exitCode;
  }
}
