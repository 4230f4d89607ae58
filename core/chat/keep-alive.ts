import type { AnswerSink, Arrival } from '../ports/arrival.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { RequestTrace } from './request-trace.ts';

/** Proxies and clients between give up on connections that are silent for longer than some tens of seconds. */
const silenceMs = 10_000;

/**
 * Keeps the client's connection alive while nothing comes: after ten seconds the head of the answer is sent, and a
 * comment every ten seconds from then on. What is tried behind it goes on as before.
 */
export class KeepAlive {
  readonly #codec: ClientCodec;
  readonly #signal: AbortSignal;
  readonly #answer: AnswerSink;
  readonly #trace: RequestTrace;
  #timer: Timer;
  #hasWritten = false;
  #isWriting = false;

  constructor(
    { codec, signal, answer }: Pick<Arrival, 'codec' | 'signal' | 'answer'>,
    trace: RequestTrace,
    clock: Clock,
  ) {
    this.#codec = codec;
    this.#signal = signal;
    this.#answer = answer;
    this.#trace = trace;
    this.#timer = clock.schedule(silenceMs, () => this.#tick());
  }

  wrote(): void {
    this.#hasWritten = true;
  }

  /** A client that does not read needs no comments. */
  async whileWriting(writable: Promise<void>): Promise<void> {
    this.#isWriting = true;
    await writable;
    this.#isWriting = false;
  }

  end(): void {
    this.#timer.cancel();
  }

  #tick(): void {
    if (!this.#hasWritten && !this.#isWriting && !this.#signal.aborted) this.#comment();
    this.#hasWritten = false;
    this.#timer.refresh();
  }

  #comment(): void {
    const comment = this.#codec.encodeComment('cato: waiting');
    if (comment === '') return;
    if (!this.#trace.hasBegun) this.#answer.begin(this.#trace.beginsWaiting());
    this.#answer.write(comment, this.#signal)?.catch(() => undefined);
  }
}
