import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { EncoderQuestion, EncoderReply, EncoderStart } from './encoder-messages.ts';

/** Eight texts of the greatest length take less. */
const closeMs = 5000;

interface Waiting {
  readonly resolve: (reply: EncoderReply) => void;
  readonly reject: (error: unknown) => void;
}

/** An encoder on a thread of its own: what it computes holds nobody else up. */
export class EncoderThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  /** Questions that are being computed, wanted or not. */
  readonly #computing = new Set<number>();
  #lastId = 0;
  /** Why it answers no more; `null` = it does. */
  #end: Error | null = null;

  constructor(start: EncoderStart) {
    this.#worker = new Worker(new URL('./encoder-worker.ts', import.meta.url), { workerData: start });
    this.#worker.unref();
    this.#worker.on('message', (reply: EncoderReply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
      this.#computing.delete(reply.id);
      if (this.#computing.size === 0) this.#worker.unref();
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
      // A process that ends while the library computes ends with a crash.
      this.#worker.ref();
      this.#computing.add(question.id);
      this.#worker.postMessage(question);
    });
  }

  /** Ends the thread once what it computes is done, after `closeMs` in any case. */
  async close(): Promise<void> {
    if (this.#end !== null) return;
    const ended = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#worker.postMessage(null);
    const bound = setTimeout(() => void this.#worker.terminate(), closeMs);
    await ended;
    clearTimeout(bound);
  }

  #stop(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
