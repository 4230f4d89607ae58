import { pause } from '../chat/pause.ts';
import type { HandedResult } from '../ports/provider-batches.ts';
import { askProvider, type HandedBatch, keyOfLine, linesAtOnce } from './handed-batch.ts';
import type { HandedPart } from './handover.ts';
import type { TriedLine } from './line-by-line-runner.ts';
import type { BatchLine } from './read-batch-line.ts';

const resultsLimitMs = 30 * 60_000;

/** Keeps the results of a batch that has ended at the provider, in whatever order they come. */
export async function collectPart(
  batch: HandedBatch,
  providerId: string,
  part: HandedPart,
  isLast: boolean,
): Promise<void> {
  const { target, signal, tools, job } = batch;
  if (!(await tools.memory.take(signal))) throw signal.reason;
  try {
    const open = await openLines(batch, part);
    const collect = async (results: AsyncIterable<HandedResult>): Promise<number> => {
      let unreadable = 0;
      let read = 0;
      for await (const { key, answer } of results) {
        if (++read % linesAtOnce === 0) await pause(tools.clock, 0, signal);
        if (key === null) unreadable += 1;
        const line = key === null ? undefined : open.get(key);
        if (line === undefined || answer === null) continue;
        open.delete(keyOfLine(line.number));
        let settled: TriedLine | null;
        try {
          settled = await tools.lines.settle(job.batch.endpoint, line, target, answer, signal);
        } catch (error) {
          if (signal.aborted) throw error;
          // It is asked again by itself; the others have nothing to do with it.
          unreadable += 1;
          continue;
        }
        if (settled === null) throw signal.reason;
        const { retryAfterMs, ...told } = settled;
        // What the provider could not do may be done by asking again; what it refused stays refused.
        if (isLast || (retryAfterMs === null && told.statusCode < 500)) await job.answered(line, told);
      }
      return unreadable;
    };
    const limitMs = resultsLimitMs;
    const unreadable = await askProvider(batch, (call) => collect(target.batches.api.results(providerId, call)), {
      limitMs,
    });
    if (unreadable > 0) {
      const details = { batchId: job.batch.id, target: target.label, providerBatch: providerId, lines: unreadable };
      tools.tell('warning', "results of a provider's batch cannot be read", details);
    }
  } finally {
    tools.memory.give();
  }
}

/** By their keys at the provider. */
async function openLines({ job }: HandedBatch, { firstLine, lastLine }: HandedPart): Promise<Map<string, BatchLine>> {
  const open = new Map<string, BatchLine>();
  for await (const line of job.lines()) {
    if (line.number > lastLine) break;
    if (line.number >= firstLine) open.set(keyOfLine(line.number), line);
  }
  return open;
}
