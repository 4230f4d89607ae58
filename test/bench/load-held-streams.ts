import { StreamReader } from './answer-readers.ts';
import { streamRequest } from './bench-requests.ts';
import type { LoadOrder, LoadResult } from './load-order.ts';
import type { MockUpstream } from './mock-upstream.ts';
import { RawHttpConnection } from './raw-http-connection.ts';

/** How many streams may be opening at a time. */
const openingAtOnce = 100;

/** Streams that are open, have sent their first event, and send no more until they are released. */
export class HeldStreams {
  readonly #upstream: MockUpstream;
  #open: RawHttpConnection[] = [];
  #finished = 0;
  #error: Error | null = null;
  #onChange: () => void = () => undefined;

  constructor(upstream: MockUpstream) {
    this.#upstream = upstream;
  }

  async hold(order: Extract<LoadOrder, { type: 'hold' }>): Promise<LoadResult> {
    const request = streamRequest(order.to.model, { pace: 'held', chunkCount: 1, stream: 0 });
    let begun = 0;
    while (begun < order.streams) {
      const batch = Math.min(openingAtOnce, order.streams - begun);
      for (let index = 0; index < batch; index += 1) this.#openOne(order.to.port, request, () => (begun += 1));
      const wanted = this.#open.length;
      await this.#until(() => begun === wanted);
    }
    return result(begun);
  }

  async release(): Promise<LoadResult> {
    const count = this.#open.length;
    const upstreamCount = this.#upstream.releaseHeld();
    if (upstreamCount !== count)
      throw new Error(`${count} streams were held, but ${upstreamCount} reached the upstream`);
    await this.#until(() => this.#finished === count);
    for (const connection of this.#open) connection.close();
    this.#open = [];
    this.#finished = 0;
    return result(count);
  }

  #openOne(port: number, request: Buffer, begun: () => void): void {
    const connection = new RawHttpConnection(port);
    this.#open.push(connection);
    let events = 0;
    const onEvents = (count: number): void => {
      const hadBegun = events >= 2;
      events += count;
      if (hadBegun || events < 2) return;
      begun();
      this.#onChange();
    };
    const outcome = {
      right: () => {
        this.#finished += 1;
        this.#onChange();
      },
      wrong: (error: Error) => {
        this.#error ??= error;
        this.#onChange();
      },
    };
    connection.send(request, new StreamReader({ chunkCount: 1, isRead: false, onEvents }, outcome));
  }

  #until(isDone: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onChange = () => {
        if (this.#error !== null) reject(this.#error);
        else if (isDone()) resolve();
      };
      this.#onChange();
    });
  }
}

function result(answered: number): LoadResult {
  return { answered, medianMs: 0, p99Ms: 0, chunks: 0, loneShare: 0 };
}
