import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** One thing an upstream does while it answers; when all are done it ends the answer cleanly. */
export type FaultStep =
  | { readonly do: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: 'send'; readonly bytes: Buffer | string }
  /** So many bytes a write; default one. */
  | { readonly do: 'shred'; readonly bytes: Buffer | string; readonly bytesPerWrite?: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** RST. */
  | { readonly do: 'reset' }
  /** The connection ends and the body does not. */
  | { readonly do: 'close' }
  /** Nothing more, until the client leaves. */
  | { readonly do: 'stall' };

/** What was sent is read before the connection is gone: a reset discards what the other side has not read. */
const readingMs = 5;

/** Plays the steps. Rejects when the signal aborts: the client has left, or the upstream closes. */
export async function playSteps(
  steps: readonly FaultStep[],
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    signal.throwIfAborted();
    switch (step.do) {
      case 'head':
        response.writeHead(step.status, step.headers);
        response.flushHeaders();
        break;
      case 'send':
        await write(Buffer.from(step.bytes), response, signal);
        break;
      case 'shred':
        await shred(Buffer.from(step.bytes), step.bytesPerWrite ?? 1, response, signal);
        break;
      case 'wait':
        await sleep(step.ms, undefined, { signal });
        break;
      case 'reset':
      case 'close':
        if (response.headersSent) await sleep(readingMs, undefined, { signal });
        if (step.do === 'reset') response.socket?.resetAndDestroy();
        else response.socket?.destroy();
        return;
      case 'stall':
        if (!signal.aborted) await once(signal, 'abort');
        signal.throwIfAborted();
    }
  }
  response.end();
}

async function write(bytes: Buffer, response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (!response.write(bytes)) await once(response, 'drain', { signal });
}

/** Of a long answer the beginning and the end: in between it would only take time. */
const shreddedWrites = 150;

async function shred(
  bytes: Buffer,
  bytesPerWrite: number,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const most = shreddedWrites * bytesPerWrite;
  for (let at = 0; at < bytes.length; ) {
    const isMiddle = at === most && bytes.length > 2 * most;
    const end = isMiddle ? bytes.length - most : at + bytesPerWrite;
    await write(bytes.subarray(at, end), response, signal);
    await turn();
    signal.throwIfAborted();
    at = end;
  }
}
