import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createAnswerLine } from '../adapters/http/batches-answer-line.ts';
import { createHandedLines } from '../adapters/http/batches-handed-lines.ts';
import type { HttpServices } from '../adapters/http/http-services.ts';
import { InMemoryBatchStore } from '../adapters/in-memory/in-memory-batch-store.ts';
import { SessionFileError } from '../adapters/sqlite/session-file-error.ts';
import { SqliteBatchStore } from '../adapters/sqlite/sqlite-batch-store.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import { batchLimits } from '../core/batches/batch-limits.ts';
import { BatchWorker } from '../core/batches/batch-worker.ts';
import type { Batches } from '../core/batches/batches.ts';
import type { HandedBatchTools } from '../core/batches/handed-batch.ts';
import { LineByLineRunner } from '../core/batches/line-by-line-runner.ts';
import { ProviderBatchRunner } from '../core/batches/provider-batch-runner.ts';
import type { BatchStore } from '../core/ports/batch-store.ts';
import type { Clock } from '../core/ports/clock.ts';
import { idRandomBytes } from '../core/sessions/create-id.ts';
import { StartError } from '../wiring/start-error.ts';
import { type ApartOptions, gatewayApart } from './gateway-apart.ts';
import { inMemory } from './open-sessions.ts';

const fileName = 'batches.sqlite';
const sweepEveryMs = 60_000;
/** One file may be large: few at a time. */
const sweptAtOnce = 5;

export interface BatchSettings {
  readonly maxFileBytes: number;
  /** Requests of batches that are answered at the same time. */
  readonly maxConcurrent: number;
}

export interface OpenBatches extends Batches {
  /** Begins to work on batches, on the ways that serve clients. */
  start(services: HttpServices, apart: ApartOptions): void;
  /** Begins no more requests; those under way may end for a while. What is left is done after the next start. */
  stop(): Promise<void>;
  /** Stops, and lets go of the store. */
  close(): Promise<void>;
}

/** As configured; half of all places are kept for clients, who do wait. */
export function batchSettings({ batches }: EffectiveConfig, maxRequests: number): BatchSettings {
  return { ...batches, maxConcurrent: Math.max(1, Math.min(batches.maxConcurrent, Math.floor(maxRequests / 2))) };
}

/**
 * The batches of this machine, and who works on them.
 * @param directory where their file is, or `:memory:`.
 * @throws StartError when the file cannot be used.
 */
export function openBatches(directory: string, settings: BatchSettings, clock: Clock): OpenBatches {
  const store = openStore(directory, clock);
  const createId: Batches['createId'] = (prefix) => prefix + randomBytes(idRandomBytes).toString('hex');
  const sweeping = setInterval(() => void store.sweep(sweptAtOnce).catch(() => undefined), sweepEveryMs).unref();
  let worker: BatchWorker | null = null;
  const stop = async (): Promise<void> => worker?.close();
  return {
    store,
    maxFileBytes: settings.maxFileBytes,
    createId,
    wake: () => worker?.wake(),
    start(services, apart) {
      const { gateway, maxBodyBytes } = services;
      const { admission, events } = gateway;
      const answer = createAnswerLine(services);
      const oneByOne = new LineByLineRunner({ answer, admission, clock, maxConcurrent: settings.maxConcurrent });
      const lines = createHandedLines(services, gatewayApart(gateway, apart));
      const tell: HandedBatchTools['tell'] = (level, message, details) => events.notice({ level, message, details });
      const runner = new ProviderBatchRunner({ oneByOne, lines, clock, tell });
      const maxLineBytes = maxBodyBytes + batchLimits.maxLineFrameBytes;
      const warn = (message: string, batchId: string, error: unknown): void => {
        const reason = error instanceof Error ? error.message : String(error);
        events.notice({ level: 'warning', message, details: { batchId, reason } });
      };
      worker = new BatchWorker({ store, runner, clock, maxLineBytes, createId, warn });
      worker.start();
    },
    stop,
    async close() {
      clearInterval(sweeping);
      await stop();
      await store.close();
    },
  };
}

function openStore(directory: string, clock: Clock): BatchStore {
  if (directory === inMemory) return new InMemoryBatchStore({ clock });
  try {
    return new SqliteBatchStore({ file: join(directory, fileName), clock });
  } catch (error) {
    if (error instanceof SessionFileError) throw new StartError(error.message);
    throw error;
  }
}
