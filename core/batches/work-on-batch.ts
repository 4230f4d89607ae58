import { pause } from '../chat/pause.ts';
import type { BatchJob, BatchRunner } from '../ports/batch-runner.ts';
import type { BatchMove, BatchStore, ClaimedBatch } from '../ports/batch-store.ts';
import type { Clock } from '../ports/clock.ts';
import { type Batch, finalStatuses } from './batch.ts';
import type { BatchIdPrefix } from './batches.ts';
import { type BatchLine, isFault, readBatchLine } from './read-batch-line.ts';
import { resultOfAnswer, resultOfNoAnswer } from './result-line.ts';
import { splitLines } from './split-lines.ts';
import { validateInput } from './validate-input.ts';

export interface BatchTools {
  readonly store: BatchStore;
  readonly runner: BatchRunner;
  readonly clock: Clock;
  /** The longest line of an input file, bytes. */
  readonly maxLineBytes: number;
  createId(prefix: BatchIdPrefix): string;
  /** Tells the operator of trouble that is lived with. */
  warn(message: string, batchId: string, error: unknown): void;
}

export interface BatchStop {
  /** Aborts when the step under way makes no sense any more: also of a batch that is cancelled, or whose time is over. */
  readonly signal: AbortSignal;
  /** Aborts when somebody else has it, or the process closes. */
  readonly leaving: AbortSignal;
}

const storeAgainMs = 1000;

/** Takes a batch from the status it is in to its end. Stops with it unended when it is lost or the process closes. */
export async function workOnBatch({ scope, batch }: ClaimedBatch, tools: BatchTools, stop: BatchStop): Promise<void> {
  const { store, clock } = tools;
  for (let current: Batch | null = batch; current !== null && !finalStatuses.has(current.status); ) {
    const isExpired: boolean = clock.now() >= current.expiresAt && current.status !== 'cancelling';
    const move: BatchMove | null = isExpired
      ? await expire(scope, current, tools, stop)
      : await advance(scope, current, tools, stop);
    if (stop.leaving.aborted) return;
    // What was broken off is not done; the status, or the time, says what comes instead.
    current = (move && (await store.moveBatch(scope, current.id, move))) ?? (await store.batch(scope, current.id));
  }
}

/** One step; `null` = it was broken off. */
async function advance(scope: string, batch: Batch, tools: BatchTools, stop: BatchStop): Promise<BatchMove | null> {
  const at = (): number => tools.clock.now();
  switch (batch.status) {
    case 'validating': {
      const { total, faults } = await validateInput(
        until(stop.signal, inputLines(scope, batch, tools)),
        batch.endpoint,
      );
      if (stop.signal.aborted) return null;
      if (faults.length > 0) return { from: ['validating'], to: 'failed', at: at(), faults };
      return { from: ['validating'], to: 'in_progress', at: at(), total };
    }
    case 'in_progress':
      await tools.runner.run(jobOf(scope, batch, tools, stop.signal), stop.signal);
      return stop.signal.aborted ? null : { from: ['in_progress'], to: 'finalizing', at: at() };
    case 'cancelling':
      await tools.runner.giveUp?.(jobOf(scope, batch, tools, stop.leaving), stop.leaving);
      return { from: ['cancelling'], to: 'cancelled', at: at() };
    default:
      return { from: ['finalizing'], to: 'completed', at: at() };
  }
}

async function expire(scope: string, batch: Batch, tools: BatchTools, { leaving }: BatchStop): Promise<BatchMove> {
  const { store, clock, createId, warn } = tools;
  const message = 'This request could not be executed before the completion window expired.';
  try {
    if (batch.status === 'in_progress') {
      await tools.runner.giveUp?.(jobOf(scope, batch, tools, leaving), leaving);
      for await (const line of until(leaving, unanswered(scope, batch, tools))) {
        await store.addResult(
          scope,
          batch.id,
          resultOfNoAnswer(line, createId('batch_req_'), 'batch_expired', message),
        );
      }
    }
  } catch (error) {
    // A file that cannot be read any more must not keep the batch for ever.
    warn('requests that were not answered in time are not listed', batch.id, error);
  }
  return { from: ['validating', 'in_progress', 'finalizing'], to: 'expired', at: clock.now() };
}

function jobOf(scope: string, batch: Batch, tools: BatchTools, signal: AbortSignal): BatchJob {
  const { store, createId } = tools;
  return {
    batch,
    lines: () => until(signal, unanswered(scope, batch, tools)),
    answered(line, answer) {
      const result = resultOfAnswer(line, createId('batch_req_'), answer);
      return keepSurely('a result', batch.id, () => store.addResult(scope, batch.id, result), tools, signal);
    },
    handedOver: (handover) =>
      keepSurely('a handover', batch.id, () => store.keepHandover(scope, batch.id, handover), tools, signal),
  };
}

/** What has cost money is not thrown away because the store is busy for a while. */
async function keepSurely(
  what: string,
  batchId: string,
  keep: () => Promise<boolean>,
  { clock, warn }: BatchTools,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await keep();
      return;
    } catch (error) {
      if (tries === 1) warn(`${what} cannot be stored; trying again`, batchId, error);
      if (signal.aborted) throw error;
      await pause(clock, storeAgainMs, signal);
    }
  }
}

function inputLines(scope: string, batch: Batch, { store, maxLineBytes }: BatchTools) {
  return splitLines(store.readFile(scope, batch.inputFileId), maxLineBytes);
}

async function* unanswered(scope: string, batch: Batch, tools: BatchTools): AsyncGenerator<BatchLine> {
  const answered = await tools.store.answeredLines(scope, batch.id);
  for await (const textLine of inputLines(scope, batch, tools)) {
    if (answered.has(textLine.number)) continue;
    const line = readBatchLine(textLine, batch.endpoint);
    // Validated before: a file does not change.
    if (!isFault(line)) yield line;
  }
}

async function* until<T>(signal: AbortSignal, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}
