import type { BatchJob } from '../ports/batch-runner.ts';
import type { HandedPart, Handover } from './handover.ts';

/** What of a batch has been handed over, as it changes: each change is kept before the next. */
export class HandoverRecord {
  readonly #job: BatchJob;
  #handover: Handover;
  #keeping: Promise<void> = Promise.resolve();

  constructor(job: BatchJob, handover: Handover) {
    this.#job = job;
    this.#handover = handover;
  }

  get parts(): readonly HandedPart[] {
    return this.#handover.parts;
  }

  get isComplete(): boolean {
    return this.#handover.isComplete;
  }

  add(part: HandedPart): Promise<void> {
    return this.#keep({ parts: [...this.parts, part] });
  }

  remove({ name }: HandedPart): Promise<void> {
    return this.#keep({ parts: this.parts.filter((part) => part.name !== name) });
  }

  change({ name }: HandedPart, change: Partial<Pick<HandedPart, 'providerId' | 'isOver'>>): Promise<void> {
    return this.#keep({ parts: this.parts.map((part) => (part.name === name ? { ...part, ...change } : part)) });
  }

  complete(): Promise<void> {
    return this.#keep({ isComplete: true });
  }

  #keep(change: Partial<Handover>): Promise<void> {
    this.#handover = { ...this.#handover, ...change };
    const handover = this.#handover;
    this.#keeping = this.#keeping.catch(() => undefined).then(() => this.#job.handedOver(handover));
    return this.#keeping;
  }
}
