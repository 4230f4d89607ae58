import { join } from 'node:path';
import { Child } from './child-processes.ts';
import { cpuTimeMs } from './cpu-time.ts';
import type { LoadMessage, LoadOrder, LoadResult } from './load-order.ts';

const loadCore = 1;
const orderWithinMs = 180_000;

/** The clients and the upstream, in one process of their own; see `load.ts`. */
export class LoadProcess {
  readonly upstreamPort: number;
  readonly #child: Child;

  private constructor(child: Child, upstreamPort: number) {
    this.#child = child;
    this.upstreamPort = upstreamPort;
  }

  static async start(directory: string): Promise<LoadProcess> {
    const command = [process.execPath, join(import.meta.dirname, 'load.ts')];
    const environment = { PATH: process.env.PATH ?? '' };
    const child = new Child({ name: 'load', command, core: loadCore, directory, environment, hasChannel: true });
    const message = await answerOf(child);
    if (message.type !== 'ready') throw new Error(`the load process said ${message.type} first`);
    return new LoadProcess(child, message.upstreamPort);
  }

  get cpuMs(): number {
    return cpuTimeMs(this.#child.pid);
  }

  /** Carries out one order at a time. Rejects when a single answer was wrong. */
  async ask(order: LoadOrder): Promise<LoadResult> {
    const answer = answerOf(this.#child);
    this.#child.process.send(order);
    const message = await answer;
    if (message.type === 'result') return message.result;
    throw new Error(message.type === 'failed' ? message.message : 'the load process started anew');
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}

async function answerOf(child: Child): Promise<LoadMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadMessage>();
  const timer = setTimeout(() => reject(new Error(`no result within ${orderWithinMs / 1000} s`)), orderWithinMs);
  child.process.once('message', resolve);
  try {
    return await Promise.race([promise, child.died]);
  } finally {
    clearTimeout(timer);
    child.process.off('message', resolve);
  }
}
