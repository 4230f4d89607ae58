import type { ResponseStream } from '@aws-sdk/client-sagemaker-runtime';
import { untilAborted } from '../provider-http/until-aborted.ts';

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** The bytes of a response stream, as the parts happen to cut them. */
export class PayloadParts implements AsyncIterableIterator<Buffer, undefined> {
  readonly #parts: AsyncIterator<ResponseStream>;
  readonly #signal: AbortSignal;
  readonly #abandon: () => void;
  readonly #translate: (error: unknown) => unknown;
  #isOver = false;

  /**
   * @param signal of the call: its reason is what an aborted reader gets.
   * @param abandon ends the call on the wire.
   * @param translate makes the SDK's errors the gateway's.
   */
  constructor(
    stream: AsyncIterable<ResponseStream>,
    signal: AbortSignal,
    abandon: () => void,
    translate: (error: unknown) => unknown,
  ) {
    this.#parts = stream[Symbol.asyncIterator]();
    this.#signal = signal;
    this.#abandon = abandon;
    this.#translate = translate;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    try {
      while (!this.#isOver) {
        const step = await untilAborted(this.#parts.next(), this.#signal);
        if (step.done === true) break;
        const bytes = step.value.PayloadPart?.Bytes;
        if (bytes === undefined) continue;
        return { done: false, value: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) };
      }
      this.#isOver = true;
      return done;
    } catch (error) {
      this.#isOver = true;
      this.#abandon();
      if (this.#signal.aborted) throw this.#signal.reason;
      throw this.#translate(error);
    }
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    if (!this.#isOver) this.#abandon();
    this.#isOver = true;
    return Promise.resolve(done);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
