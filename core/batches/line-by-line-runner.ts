import { pause } from '../chat/pause.ts';
import type { BatchJob, BatchRunner, LineAnswer } from '../ports/batch-runner.ts';
import type { Clock } from '../ports/clock.ts';
import type { Admission } from '../resilience/admission.ts';
import { Patience } from './patience.ts';
import type { BatchLine } from './read-batch-line.ts';
import { Slots } from './slots.ts';

/** Answers one line as a client's request is answered; `null` = it did not come to that because `signal` aborted. */
export type AnswerLine = (endpoint: string, line: BatchLine, signal: AbortSignal) => Promise<TriedLine | null>;

export interface TriedLine extends LineAnswer {
  /** When it may be otherwise, milliseconds; `null` = the same request would be answered the same. */
  readonly retryAfterMs: number | null;
}

export interface LineByLineOptions {
  readonly answer: AnswerLine;
  readonly admission: Pick<Admission, 'hasFreePlace'>;
  readonly clock: Clock;
  /** Lines that are answered at the same time, of all batches together. */
  readonly maxConcurrent: number;
}

/** A line that meets a rate limit or an overload is tried again: after 1, 4, 16 and 60 seconds, or when it was told. */
const maxTries = 5;
const firstWaitMs = 1000;
const maxOwnWaitMs = 60_000;
const maxToldWaitMs = 600_000;
/** How soon a place that clients have left is seen. */
const lookAgainMs = 50;

/** Answers lines one by one in free places of the gateway, batches in turn. A line that waits to be tried again keeps its turn. */
export class LineByLineRunner implements BatchRunner {
  readonly #options: LineByLineOptions;
  readonly #slots: Slots;

  constructor(options: LineByLineOptions) {
    this.#options = options;
    this.#slots = new Slots(options.maxConcurrent);
  }

  async run(job: BatchJob, signal: AbortSignal): Promise<void> {
    const running = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const stopped = new AbortController();
    const onAbort = (): void => stopped.abort();
    const patience = new Patience(signal, this.#options.clock);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      for await (const line of job.lines()) {
        if (!(await this.#slots.take(stopped.signal))) break;
        const answering = this.#answer(job, line, signal, patience.signal)
          .catch((error: unknown) => {
            failures.push(error);
            stopped.abort();
          })
          .finally(() => {
            this.#slots.give();
            running.delete(answering);
          });
        running.add(answering);
      }
    } finally {
      await Promise.all(running);
      signal.removeEventListener('abort', onAbort);
      patience.end();
    }
    if (failures.length > 0 && !signal.aborted) throw failures[0];
  }

  async #answer(job: BatchJob, line: BatchLine, signal: AbortSignal, patient: AbortSignal): Promise<void> {
    const { answer, admission, clock } = this.#options;
    for (let tries = 1; ; tries++) {
      while (!admission.hasFreePlace) await pause(clock, lookAgainMs, signal);
      const tried = await answer(job.batch.endpoint, line, patient);
      if (tried === null) return;
      const { retryAfterMs, ...told } = tried;
      if (retryAfterMs === null || tries === maxTries) return job.answered(line, told);
      await pause(clock, waitBefore(tries, retryAfterMs), signal);
    }
  }
}

function waitBefore(tries: number, retryAfterMs: number): number {
  const own = Math.min(firstWaitMs * 4 ** (tries - 1), maxOwnWaitMs);
  return Math.max(own, Math.min(retryAfterMs, maxToldWaitMs));
}
