import { Worker } from 'node:worker_threads';
import type { EncoderQuestion, EncoderReply, EncoderStart } from './encoder-messages.ts';

interface Waiting {
  readonly resolve: (reply: EncoderReply) => void;
  readonly reject: (error: unknown) => void;
}

/** An encoder on a thread of its own: what it computes holds nobody else up. */
export class EncoderThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  /** Why it answers no more; `null` = it does. */
  #end: Error | null = null;

  constructor(start: EncoderStart) {
    this.#worker = new Worker(new URL('./encoder-worker.ts', import.meta.url), { workerData: start });
    this.#worker.unref();
    this.#worker.on('message', (reply: EncoderReply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    });
    this.#worker.on('error', (error) => this.#stop(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#stop(new Error('the thread of the encoder has ended')));
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  /** @throws the signal's reason when it aborts first; what is being computed then is not wanted any more. */
  async encode(texts: readonly string[], signal: AbortSignal): Promise<EncoderReply> {
    signal.throwIfAborted();
    if (this.#end !== null) throw this.#end;
    this.#lastId += 1;
    const question: EncoderQuestion = { id: this.#lastId, texts };
    return new Promise<EncoderReply>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(question.id);
        reject(signal.reason);
      };
      const settled = (): void => signal.removeEventListener('abort', onAbort);
      this.#waiting.set(question.id, {
        resolve: (reply) => {
          settled();
          resolve(reply);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      // While somebody waits, the process does.
      this.#worker.ref();
      this.#worker.postMessage(question);
    }).finally(() => {
      if (this.#waiting.size === 0) this.#worker.unref();
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #stop(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
