import type { AnswerSink } from '../ports/arrival.ts';
import type { Timer } from '../ports/clock.ts';
import type { ChatCall } from './chat-call.ts';
import type { RequestTrace } from './request-trace.ts';

/** Proxies and clients between give up on connections that are silent for longer than some tens of seconds. */
const silenceMs = 10_000;

/**
 * Keeps the client's connection alive while nothing comes: after ten seconds the head of the answer is sent, and a
 * comment every ten seconds from then on. What is tried behind it goes on as before.
 */
export class KeepAlive {
  readonly #call: ChatCall;
  readonly #answer: AnswerSink;
  readonly #trace: RequestTrace;
  #timer: Timer;
  #hasWritten = false;
  #isWriting = false;

  constructor(call: ChatCall, answer: AnswerSink, trace: RequestTrace) {
    this.#call = call;
    this.#answer = answer;
    this.#trace = trace;
    this.#timer = call.clock.schedule(silenceMs, () => this.#tick());
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
    if (!this.#hasWritten && !this.#isWriting && !this.#call.signal.aborted) this.#comment();
    this.#hasWritten = false;
    this.#timer.refresh();
  }

  #comment(): void {
    const comment = this.#call.codec.encodeComment('cato: waiting');
    if (comment === '') return;
    if (!this.#trace.hasBegun) this.#answer.begin(this.#trace.beginsWaiting());
    this.#answer.write(comment, this.#call.signal)?.catch(() => undefined);
  }
}
