import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** What a scripted upstream does with one request. */
export interface ScriptedAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Wait before the head of the answer. */
  readonly delayMs?: number;
  /** Default: an empty body. A list is played step by step. */
  readonly body?: string | Buffer | readonly BodyStep[];
  /** Bytes written to the socket in place of an HTTP answer; the socket is then closed. */
  readonly raw?: string;
  /** Close the socket without any answer. */
  readonly hangUp?: true;
}

export type BodyStep =
  | { readonly send: string | Buffer }
  /** One byte a write, each flushed apart. */
  | { readonly shred: string | Buffer }
  | { readonly waitMs: number }
  /** Sends the chunk again and again, as fast as the reader takes it. */
  | { readonly flood: Buffer; readonly times: number }
  /** Ends the connection without ending the body. */
  | { readonly cut: 'close' | 'reset' }
  /** Sends nothing more until the client leaves or the upstream closes. */
  | { readonly stall: true };

/** The steps of a body that stops after `bytes` bytes with the connection cut. */
export function cutAfter(body: string | Buffer, bytes: number, cut: 'close' | 'reset' = 'close'): BodyStep[] {
  return [{ send: Buffer.from(body).subarray(0, bytes) }, { waitMs: 5 }, { cut }];
}

/** Plays the answer on the response. Rejects with an abort when the client leaves or the upstream closes. */
export async function playAnswer(answer: ScriptedAnswer, response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal });
  if (answer.hangUp) {
    response.destroy();
    return;
  }
  if (answer.raw !== undefined) {
    response.socket?.end(answer.raw);
    return;
  }
  response.statusCode = answer.status ?? 200;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  const body = answer.body ?? '';
  if (typeof body === 'string' || Buffer.isBuffer(body)) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  for (const step of body) await playStep(step, response, signal);
  response.end();
}

async function playStep(step: BodyStep, response: ServerResponse, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if ('send' in step) await write(step.send, response, signal);
  else if ('waitMs' in step) await sleep(step.waitMs, undefined, { signal });
  else if ('shred' in step) {
    for (const byte of Buffer.from(step.shred)) {
      await write(Buffer.of(byte), response, signal);
      await turn();
      signal.throwIfAborted();
    }
  } else if ('flood' in step) {
    for (let time = 0; time < step.times; time += 1) await write(step.flood, response, signal);
  } else if ('cut' in step) {
    if (step.cut === 'reset') response.socket?.resetAndDestroy();
    else response.socket?.destroy();
    await once(signal, 'abort');
    signal.throwIfAborted();
  } else {
    await once(signal, 'abort');
    signal.throwIfAborted();
  }
}

async function write(bytes: string | Buffer, response: ServerResponse, signal: AbortSignal): Promise<void> {
  if (!response.write(bytes)) await once(response, 'drain', { signal });
}
