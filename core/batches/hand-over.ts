import { Buffer } from 'node:buffer';
import { pause } from '../chat/pause.ts';
import { errorDecisions } from '../errors/error-decisions.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import { findLast } from './find-last-part.ts';
import { askProvider, type HandedBatch, keyOfLine, linesAtOnce, maxPartBytes } from './handed-batch.ts';
import type { HandedPart } from './handover.ts';
import type { BatchLine } from './read-batch-line.ts';

/** Requests that become one batch at the provider. */
interface Bundle {
  readonly path: string;
  readonly firstLine: number;
  lastLine: number;
  bytes: number;
  readonly requests: string[];
}

/** As lines that meet an overload: after 1, 4, 16 and 60 seconds, or when the provider said. */
const waitsMs = [1000, 4000, 16_000, 60_000];
const maxToldWaitMs = 600_000;
const beginLimitMs = 600_000;
/** A handover that is under way when the process stops or the batch is cancelled may end, so that its id is known. */
const beginGraceMs = 5_000;

/**
 * Hands over, in parts, the lines that are not yet in one. Where the provider takes one not, that and what follows is
 * left to be answered line by line.
 * @param until when nothing more is handed over, and no part looked for, milliseconds since the epoch.
 */
export async function handOver(batch: HandedBatch, until: number): Promise<void> {
  const { record, signal, tools } = batch;
  await findLast(batch, until);
  while (!record.isComplete) {
    if (tools.clock.now() >= until) return record.complete();
    if (!(await tools.memory.take(signal))) throw signal.reason;
    let end: Begun;
    try {
      end = await handOverRest(batch);
    } finally {
      tools.memory.give();
    }
    // Whoever waits for word of it holds nothing meanwhile.
    if (end !== 'unknown' || !(await findLast(batch, until))) await record.complete();
  }
}

/** What came of handing over: `unknown` = the provider may have it. */
type Begun = 'taken' | 'refused' | 'unknown';

async function handOverRest(batch: HandedBatch): Promise<Begun> {
  const { record, job, target, signal, tools } = batch;
  const { maxRequests, maxBytes } = target.batches.api;
  const limits = { requests: maxRequests, bytes: Math.min(maxBytes, maxPartBytes) };
  const handedUpTo = record.parts.at(-1)?.lastLine ?? 0;
  let bundle: Bundle | null = null;
  let read = 0;
  for await (const line of job.lines()) {
    if (line.number <= handedUpTo) continue;
    if (++read % linesAtOnce === 0) await pause(tools.clock, 0, signal);
    const request = await requestOf(batch, line);
    if (request === null) continue;
    const { path, text } = request;
    const bytes = Buffer.byteLength(text) + 2;
    const isFull =
      bundle !== null &&
      (bundle.path !== path || bundle.requests.length === limits.requests || bundle.bytes + bytes > limits.bytes);
    if (bundle !== null && isFull) {
      const begun = await begin(batch, bundle);
      if (begun !== 'taken') return begun;
      bundle = null;
    }
    bundle ??= { path, firstLine: line.number, lastLine: line.number, bytes: 0, requests: [] };
    bundle.lastLine = line.number;
    bundle.bytes += bytes;
    bundle.requests.push(text);
  }
  if (signal.aborted) throw signal.reason;
  return bundle === null ? 'taken' : begin(batch, bundle);
}

async function requestOf(
  { job, target, tools }: HandedBatch,
  line: BatchLine,
): Promise<{ readonly path: string; readonly text: string } | null> {
  const request = await tools.lines.request(job.batch.endpoint, line, target);
  return request && { path: request.path, text: target.batches.api.encode(keyOfLine(line.number), request) };
}

async function begin(batch: HandedBatch, { path, firstLine, lastLine, requests }: Bundle): Promise<Begun> {
  const { record, job, target, tools } = batch;
  const name = `${job.batch.id}-${record.parts.length}`;
  const part: HandedPart = { name, firstLine, lastLine, requests: requests.length, providerId: null, isOver: false };
  await record.add(part);
  const details = { batchId: job.batch.id, target: target.label, requests: requests.length };
  const bounds = { limitMs: beginLimitMs, graceMs: beginGraceMs };
  const { api } = target.batches;
  let isUnknown = false;
  try {
    const providerId = await patiently(batch, async (isRepeated) => {
      const begun = isRepeated ? await askProvider(batch, (call) => api.find(name, call)) : null;
      if (begun !== null) return begun;
      try {
        return await askProvider(batch, (call) => api.begin({ name, path, requests }, call), bounds);
      } catch (error) {
        isUnknown = !isRefusal(error);
        throw error;
      }
    });
    await record.change(part, { providerId });
    tools.tell('info', 'requests of a batch were handed to their provider', { ...details, providerBatch: providerId });
    return 'taken';
  } catch (error) {
    if (batch.signal.aborted || !(error instanceof GatewayError)) throw error;
    const reason = error.message;
    if (isUnknown) {
      tools.tell('warning', 'it is not known whether a provider has taken a batch', { ...details, reason });
      return 'unknown';
    }
    const message = 'a provider does not take a batch; its requests are answered one by one';
    tools.tell('warning', message, { ...details, reason });
    await record.remove(part);
    return 'refused';
  }
}

/** Whether the provider itself has said no; what stands between says 408, 502 or 504 of what may have got through. */
function isRefusal(error: unknown): boolean {
  const status = (error instanceof GatewayError ? error.upstream?.status : null) ?? 0;
  return status >= 400 && ![408, 502, 504].includes(status);
}

/** Tries again what may pass. */
async function patiently<T>(
  { signal, tools: { clock } }: HandedBatch,
  call: (isRepeated: boolean) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await call(tries > 0);
    } catch (error) {
      const waitMs = waitsMs[tries];
      if (signal.aborted || waitMs === undefined || !(error instanceof GatewayError)) throw error;
      if (errorDecisions[error.kind].retry === 'no') throw error;
      await pause(clock, Math.max(waitMs, Math.min(error.retryAfterMs ?? 0, maxToldWaitMs)), signal);
    }
  }
}
