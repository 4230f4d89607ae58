import { open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, fetch, type Response } from 'undici';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import { errorCode } from './error-code.ts';
import { formatBytes } from './format-bytes.ts';
import { sha256File } from './sha256-file.ts';
import type { TellProgress } from './weights-progress.ts';

export interface DownloadOptions {
  readonly url: string;
  /** Sent to that address, not to where it redirects. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the whole, verified file goes; what there is of it before lies beside it with `.part` at its end. */
  readonly target: string;
  /** What messages call it. */
  readonly name: string;
  /** `null` = as long as the server says, and `maxBytes` at most. */
  readonly bytes: number | null;
  /** Bound on what nobody here knows the length of. */
  readonly maxBytes: number;
  readonly sha256: string;
  /** Bounds and proxies of its connections. */
  readonly dispatcher: Dispatcher;
  /** Waits before the tries after a broken connection, milliseconds. A try that got something starts them anew. */
  readonly retryWaitsMs: readonly number[];
  readonly signal: AbortSignal;
  readonly tell: TellProgress;
}

const isThere = async (path: string): Promise<boolean> => (await sizeOf(path)) > 0;

/**
 * Brings one file, going on where an earlier try stopped.
 * @throws WeightsError that says what to do; what had come stays beside the target unless its checksum is wrong.
 * @throws the signal's reason when it aborts.
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { target, sha256, name, signal, tell } = options;
  if (!(await isThere(target))) {
    const part = `${target}.part`;
    const isResumed = await isThere(part);
    await fetchWhole(options, part);
    if ((await sha256File(part, signal)) !== sha256) {
      await rm(part);
      // What an earlier try left may be of another version of the file.
      if (!isResumed) throw wrongChecksum(options);
      await fetchWhole(options, part);
      if ((await sha256File(part, signal)) !== sha256) {
        await rm(part);
        throw wrongChecksum(options);
      }
    }
    await rename(part, target);
  } else if ((await sha256File(target, signal)) !== sha256) {
    await rm(target);
    return downloadFile(options);
  }
  tell({ event: 'verified', file: name, bytes: await sizeOf(target), sha256 });
}

async function fetchWhole(options: DownloadOptions, part: string): Promise<void> {
  const { retryWaitsMs, signal, name, tell } = options;
  for (let failures = 0; ; ) {
    const before = await sizeOf(part);
    try {
      await fetchRest(options, part, before);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof WeightsError) throw error;
      if (errorCode(error) === 'ENOSPC') throw noSpace(part, error);
      const after = await sizeOf(part);
      if (after > before) failures = 0;
      // An address that nobody answers at is not worth waiting for, unless it has answered before.
      const waitMs = after === 0 && nobodyCodes.has(errorCode(error)) ? undefined : retryWaitsMs[failures];
      failures += 1;
      if (waitMs === undefined) throw brokenOff(options, after, error);
      tell({ event: 'retry', file: name, message: reasonOf(error), waitMs });
      await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

async function fetchRest(options: DownloadOptions, part: string, received: number): Promise<void> {
  const { url, headers, dispatcher, signal, bytes, maxBytes, name, tell } = options;
  if (bytes !== null && received === bytes) return;
  const isResumed = received > 0 && (bytes === null || received < bytes);
  const response = await fetch(url, {
    dispatcher,
    signal,
    headers: { 'accept-encoding': 'identity', ...headers, ...(isResumed ? { range: `bytes=${received}-` } : {}) },
  });
  if (response.status === 416 && isResumed) {
    await response.body?.cancel();
    if (totalOf(response) === received) return;
    await rm(part);
    return fetchRest(options, part, 0);
  }
  const start = startOf(response, options);
  if (start !== 0 && start !== received) {
    await response.body?.cancel();
    await rm(part);
    return fetchRest(options, part, 0);
  }
  const totalBytes = bytes ?? lengthOf(response, start);
  if (bytes === null && totalBytes !== null && totalBytes > maxBytes) {
    await response.body?.cancel();
    throw tooLarge(options, `is ${formatBytes(totalBytes)} long`);
  }
  if (start > 0) tell({ event: 'resume', file: name, receivedBytes: start });
  await writeBody(response, { part, start, totalBytes, options });
}

interface BodyPlan {
  readonly part: string;
  readonly start: number;
  readonly totalBytes: number | null;
  readonly options: DownloadOptions;
}

async function writeBody(response: Response, { part, start, totalBytes, options }: BodyPlan): Promise<void> {
  const { name, tell } = options;
  const file = await open(part, start === 0 ? 'w' : 'a');
  let receivedBytes = start;
  try {
    for await (const chunk of response.body ?? []) {
      receivedBytes += chunk.length;
      if (totalBytes !== null && receivedBytes > totalBytes) throw tooLong(options, totalBytes);
      if (totalBytes === null && receivedBytes > options.maxBytes) {
        throw tooLarge(options, `states no length and has sent ${formatBytes(receivedBytes)}`);
      }
      await file.writeFile(chunk);
      tell({ event: 'progress', file: name, receivedBytes, totalBytes });
    }
    await file.sync();
  } finally {
    await file.close();
    if (receivedBytes > (totalBytes ?? options.maxBytes)) await rm(part);
  }
  if (totalBytes !== null && receivedBytes < totalBytes) {
    throw new Error(`the connection ended after ${formatBytes(receivedBytes)} of ${formatBytes(totalBytes)}`);
  }
}

/** Where in the file the body begins. @throws WeightsError when the answer is no file. */
function startOf(response: Response, { url }: DownloadOptions): number {
  const { status } = response;
  if (status === 200) return 0;
  if (status === 206)
    return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
  void response.body?.cancel();
  const { host } = new URL(url);
  if (status === 404 || status === 410) throw new WeightsError(`${host} has no such file (${status}): ${url}`);
  if (status === 401 || status === 403) {
    throw new WeightsError(
      `${host} does not give this file to everybody (${status}): ${url}. Get it as its owner says, then \`--from FILE\`.`,
    );
  }
  if (status === 429 || status >= 500) throw new Error(`${host} answered ${status}`);
  throw new WeightsError(`${host} answered ${status}: ${url}`);
}

function totalOf(response: Response): number {
  return Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
}

function lengthOf(response: Response, start: number): number | null {
  const length = response.headers.get('content-length');
  return length === null ? null : start + Number(length);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

const nobodyCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH']);

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

function brokenOff({ url }: DownloadOptions, received: number, error: unknown): WeightsError {
  const { host } = new URL(url);
  const kept = received > 0 ? ` ${formatBytes(received)} are kept: the same command goes on from there.` : '';
  return new WeightsError(`${host} cannot be reached, or not for long enough: ${reasonOf(error)}.${kept}`, {
    cause: error,
  });
}

function noSpace(part: string, cause: unknown): WeightsError {
  return new WeightsError(`There is no space left for ${part}. What has come is kept: make room, then run it again.`, {
    cause,
  });
}

function tooLong({ url }: DownloadOptions, bytes: number): WeightsError {
  return new WeightsError(
    `${url} is longer than the ${formatBytes(bytes)} it must be: it is another file. Nothing is kept.`,
  );
}

function tooLarge({ url, maxBytes }: DownloadOptions, what: string): WeightsError {
  return new WeightsError(
    `${url} ${what}; no more than ${formatBytes(maxBytes)} is taken. If it shall be, say so with \`--max-size\`. Nothing is kept.`,
  );
}

function wrongChecksum({ url, sha256 }: DownloadOptions): WeightsError {
  return new WeightsError(
    `What came from ${url} does not have the SHA-256 ${sha256}: it is another file, or was changed on its way. Nothing is kept.`,
  );
}
