import type { BatchJob, BatchRunner } from '../ports/batch-runner.ts';
import { findLast } from './find-last-part.ts';
import { followPart } from './follow-part.ts';
import { handOver } from './hand-over.ts';
import type { HandedBatch, HandedBatchTools } from './handed-batch.ts';
import type { BatchTarget } from './handed-lines.ts';
import type { Handover } from './handover.ts';
import { HandoverRecord } from './handover-record.ts';
import { Slots } from './slots.ts';

export interface ProviderBatchOptions extends Omit<HandedBatchTools, 'memory'> {
  /** Answers every other batch, and what a provider has not done. */
  readonly oneByOne: BatchRunner;
}

/** What a provider has not done by then, before the batch's own end, is cancelled there and answered one by one. */
const rescueMs = 60 * 60_000;
/** What is to be cancelled is looked for that long where it is not known whether the provider has it. */
const lookingMs = 15 * 60_000;
/** Of all batches together. */
const partsInMemory = 2;

/**
 * Hands a batch whose lines all lead to one target to the batch API of its provider, where that is switched on for the
 * target. Lines that come back without an answer, or could not be handed over, are answered one by one.
 */
export class ProviderBatchRunner implements BatchRunner {
  readonly #options: ProviderBatchOptions;
  readonly #tools: HandedBatchTools;

  constructor(options: ProviderBatchOptions) {
    this.#options = options;
    this.#tools = { ...options, memory: new Slots(partsInMemory) };
  }

  async run(job: BatchJob, signal: AbortSignal): Promise<void> {
    const { oneByOne, clock } = this.#options;
    const cancelAt = job.batch.expiresAt - rescueMs;
    try {
      const begun = job.batch.handover ?? (clock.now() < cancelAt ? await this.#begin(job) : null);
      const batch = this.#handed(job, begun, signal);
      if (batch !== null) {
        await handOver(batch, cancelAt);
        await this.#follow(batch, { cancelAt, isLast: false });
      }
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    if (!signal.aborted) await oneByOne.run(job, signal);
  }

  async giveUp(job: BatchJob, signal: AbortSignal): Promise<void> {
    const { handover = null } = job.batch;
    const { clock } = this.#options;
    try {
      const batch = this.#handed(job, handover, signal);
      if (batch === null) return;
      await findLast(batch, clock.now() + lookingMs);
      await this.#follow(batch, { cancelAt: 0, isLast: true });
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
  }

  async #follow(batch: HandedBatch, options: Parameters<typeof followPart>[2]): Promise<void> {
    const open = batch.record.parts.filter(({ isOver }) => !isOver);
    await Promise.all(open.map((part) => followPart(batch, part, options)));
  }

  #handed(job: BatchJob, handover: Handover | null, signal: AbortSignal): HandedBatch | null {
    if (handover === null) return null;
    const target = this.#tools.lines.target(handover.target);
    const record = new HandoverRecord(job, handover);
    if (target !== null) return { job, record, target, signal, tools: this.#tools };
    const message = 'the target of a batch that was handed to its provider is not configured any more';
    this.#tools.tell('warning', message, { batchId: job.batch.id, target: handover.target });
    return null;
  }

  /** @returns `null` where the lines do not all lead to one target that takes batches. */
  async #begin(job: BatchJob): Promise<Handover | null> {
    let common: BatchTarget | null = null;
    for await (const line of job.lines()) {
      const target = this.#tools.lines.targetOf(job.batch.endpoint, line);
      if (target === null || (common !== null && common.name !== target.name)) return null;
      common = target;
    }
    return common && { target: common.name, parts: [], isComplete: false };
  }
}
