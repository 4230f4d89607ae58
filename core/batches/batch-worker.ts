import { GatewayError } from '../errors/gateway-error.ts';
import type { ClaimedBatch } from '../ports/batch-store.ts';
import type { Timer } from '../ports/clock.ts';
import { type BatchStop, type BatchTools, workOnBatch } from './work-on-batch.ts';

/** Batches that are worked on at the same time; how many requests that are is the runner's to say. */
const maxBatches = 20;
/** A worker that says nothing for so long is gone, and its batches are taken over. */
const leaseMs = 6_000;
/** How soon a worker sees that its batch is cancelled, or its time over. */
const beatMs = 500;
/** How soon batches are found whose worker is gone. */
const lookAgainMs = 2_000;

/** Why a batch is not worked on any more. */
type StopReason = 'cancelled' | 'expired' | 'lost' | 'closing';

interface Working {
  readonly done: Promise<void>;
  stop(reason: StopReason): void;
  /** Finds out now whether its batch is cancelled. */
  look(): Promise<void>;
}

const words: Readonly<Record<StopReason, string>> = {
  cancelled: 'Its batch was cancelled.',
  expired: "Its batch's time was over.",
  lost: 'Its batch was taken over by another process.',
  closing: 'The gateway stops; the request is made again when it is back.',
};

/** Works on the batches there are, also on those that another process has left. */
export class BatchWorker {
  readonly #tools: BatchTools;
  readonly #workerId: string;
  readonly #working = new Map<string, Working>();
  #isClosing = false;
  #wakeUp: (() => void) | null = null;
  #isWoken = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(tools: BatchTools) {
    this.#tools = tools;
    this.#workerId = tools.createId('worker_');
  }

  start(): void {
    this.#looking = this.#look();
  }

  /** Looks now for a batch, and for what became of those that are worked on. */
  wake(): void {
    for (const working of this.#working.values()) void working.look();
    this.#isWoken = true;
    this.#wakeUp?.();
  }

  /** Begins nothing more, lets what is being answered end for a while, and leaves the rest to the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.wake();
    await this.#looking;
    const working = [...this.#working.values()];
    for (const { stop } of working) stop('closing');
    await Promise.all(working.map(({ done }) => done));
  }

  async #look(): Promise<void> {
    while (!this.#isClosing) {
      this.#isWoken = false;
      const claimed = this.#working.size < maxBatches ? await this.#claim() : null;
      // One that is worked on here is claimed when the process stood still for long.
      if (claimed && !this.#working.has(claimed.batch.id)) this.#begin(claimed);
      else await this.#sleep();
    }
  }

  async #claim(): Promise<ClaimedBatch | null> {
    try {
      return await this.#tools.store.claimBatch(this.#workerId, leaseMs);
    } catch (error) {
      this.#tools.warn('batches cannot be looked for', '', error);
      return null;
    }
  }

  #sleep(): Promise<void> {
    if (this.#isWoken) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#tools.clock.schedule(lookAgainMs, () => this.#wakeUp?.());
      this.#wakeUp = () => {
        this.#wakeUp = null;
        timer.cancel();
        resolve();
      };
    });
  }

  #begin({ scope, batch }: ClaimedBatch): void {
    const { store, clock, warn } = this.#tools;
    const controller = new AbortController();
    const leaving = new AbortController();
    const stop: BatchStop = { signal: controller.signal, leaving: leaving.signal };
    const end = (reason: StopReason): void => {
      const error = new GatewayError(reason === 'closing' ? 'shutting-down' : 'client-gone', words[reason]);
      controller.abort(error);
      if (reason === 'lost' || reason === 'closing') leaving.abort(error);
    };
    let beat: Timer | null = null;
    let isDone = false;
    const look = async (): Promise<void> => {
      try {
        const held = await store.holdBatch(scope, batch.id, this.#workerId, leaseMs);
        if (held === null) end('lost');
        else if (held.status === 'cancelling') end('cancelled');
        else if (clock.now() >= batch.expiresAt) end('expired');
      } catch (error) {
        warn('a batch cannot be held', batch.id, error);
      }
    };
    const hold = async (): Promise<void> => {
      await look();
      if (!isDone) beat = clock.schedule(beatMs, () => void hold());
    };
    beat = clock.schedule(beatMs, () => void hold());
    const done = this.#work({ scope, batch }, stop).finally(() => {
      isDone = true;
      beat?.cancel();
      this.#working.delete(batch.id);
      this.wake();
    });
    this.#working.set(batch.id, { done, stop: end, look });
  }

  async #work(claimed: ClaimedBatch, stop: BatchStop): Promise<void> {
    const { store, warn } = this.#tools;
    const { id } = claimed.batch;
    try {
      await workOnBatch(claimed, this.#tools, stop);
      await store.releaseBatch(claimed.scope, id, this.#workerId);
    } catch (error) {
      // Not released: it is tried again when the lease is over.
      warn('a batch could not be worked on; it is tried again', id, error);
    }
  }
}
