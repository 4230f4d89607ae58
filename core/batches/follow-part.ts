import { pause } from '../chat/pause.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { collectPart } from './collect-part.ts';
import { askProvider, type HandedBatch } from './handed-batch.ts';
import type { HandedPart } from './handover.ts';

export interface FollowOptions {
  /** When what has not ended is cancelled, milliseconds since the epoch. */
  readonly cancelAt: number;
  /** Failures of any kind are results, too: nobody asks again. */
  readonly isLast: boolean;
}

const firstWaitMs = 1000;
const maxWaitMs = 60_000;
const maxToldWaitMs = 600_000;
/** Providers say ten minutes. */
const cancelMs = 15 * 60_000;

/** Waits for the end of what is at the provider and keeps its results. Asks after 1, 2, 4, … seconds, then every minute. */
export async function followPart(batch: HandedBatch, part: HandedPart, options: FollowOptions): Promise<void> {
  const { record, target, signal, tools } = batch;
  const { clock } = tools;
  const { providerId } = part;
  if (providerId === null) return;
  const details = { batchId: batch.job.batch.id, target: target.label, providerBatch: providerId };
  const { api } = target.batches;
  let waitMs = firstWaitMs;
  let givenUpAt: number | null = null;
  let isCancelled = false;
  let isTold = false;
  for (;;) {
    let toldWaitMs = 0;
    if (givenUpAt === null && clock.now() >= options.cancelAt) {
      givenUpAt = clock.now();
      waitMs = firstWaitMs;
    }
    try {
      const { isEnded, reason } = await askProvider(batch, (call) => api.state(providerId, call));
      if (isEnded) {
        if (reason !== null) tools.tell('warning', "a provider's batch did not end well", { ...details, reason });
        await collectPart(batch, providerId, part, options.isLast);
        await record.change(part, { isOver: true });
        return;
      }
      if (givenUpAt !== null && !isCancelled) {
        await askProvider(batch, (call) => api.cancel(providerId, call));
        isCancelled = true;
      }
      isTold = false;
    } catch (error) {
      if (signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (isLost(error)) {
        tools.tell('warning', "a provider's batch is gone", { ...details, reason });
        await record.change(part, { isOver: true });
        return;
      }
      if (!isTold) tools.tell('warning', "a provider's batch cannot be followed", { ...details, reason });
      isTold = true;
      toldWaitMs = Math.min(error instanceof GatewayError ? (error.retryAfterMs ?? 0) : 0, maxToldWaitMs);
    }
    if (givenUpAt !== null && clock.now() - givenUpAt >= cancelMs) {
      tools.tell('warning', "a provider's batch does not end", details);
      return;
    }
    const untilCancelled = givenUpAt === null ? options.cancelAt - clock.now() : Number.POSITIVE_INFINITY;
    await pause(clock, Math.max(0, Math.min(Math.max(waitMs, toldWaitMs), untilCancelled)), signal);
    waitMs = Math.min(waitMs * 2, maxWaitMs);
  }
}

function isLost(error: unknown): boolean {
  const status = error instanceof GatewayError ? error.upstream?.status : undefined;
  return status === 404 || status === 410;
}
