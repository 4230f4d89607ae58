import { pause } from '../chat/pause.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { askProvider, type HandedBatch } from './handed-batch.ts';

const firstWaitMs = 1000;
const maxWaitMs = 60_000;
const maxToldWaitMs = 600_000;
/** Where batches cannot be listed at all. */
const nowhere: ReadonlySet<unknown> = new Set([404, 405, 410, 501]);

/**
 * Looks for a part of which it is not known whether the provider has it, for its handover was cut short. Only the
 * provider's word that it is not there counts as such: what is handed over twice is paid for twice.
 * @param until when it is given up, milliseconds since the epoch; it is asked for once at least.
 * @returns false when there was one, and it is not found: it is no part any more.
 */
export async function findLast(batch: HandedBatch, until: number): Promise<boolean> {
  const { record, target, signal, tools } = batch;
  const { clock } = tools;
  const unknown = record.parts.find(({ providerId }) => providerId === null);
  if (unknown === undefined) return true;
  const { name } = unknown;
  const details = { batchId: batch.job.batch.id, name };
  let reason: string | null = null;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, maxWaitMs)) {
    let toldWaitMs = 0;
    try {
      const providerId = await askProvider(batch, (call) => target.batches.api.find(name, call));
      if (providerId !== null) {
        await record.change(unknown, { providerId });
        return true;
      }
      reason = null;
      break;
    } catch (error) {
      if (signal.aborted || !(error instanceof GatewayError)) throw error;
      if (reason === null) {
        const message = 'a batch was being handed to its provider when that was cut short, and cannot be looked for';
        tools.tell('warning', message, { ...details, reason: error.message });
      }
      reason = error.message;
      if (nowhere.has(error.upstream?.status)) break;
      toldWaitMs = Math.min(error.retryAfterMs ?? 0, maxToldWaitMs);
    }
    const leftMs = until - clock.now();
    if (leftMs <= 0) break;
    await pause(clock, Math.min(Math.max(waitMs, toldWaitMs), leftMs), signal);
  }
  const message = 'a batch was being handed to its provider when that was cut short, and is not found there';
  tools.tell('warning', message, { ...details, reason });
  await record.remove(unknown);
  return false;
}
