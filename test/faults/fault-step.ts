import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** One thing an upstream does while it answers; when all are done it ends the answer cleanly. */
export type FaultStep =
  | { readonly do: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly do: 'send'; readonly bytes: Buffer | string }
  /** One byte a write. */
  | { readonly do: 'shred'; readonly bytes: Buffer | string }
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
        for (const byte of Buffer.from(step.bytes)) {
          await write(Buffer.of(byte), response, signal);
          await turn();
          signal.throwIfAborted();
        }
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
