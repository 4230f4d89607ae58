import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What is being answered on one connection, so that nothing is written into the middle of an answer. */
export class Connection {
  readonly #socket: Socket;
  readonly #answers = new Set<ServerResponse>();
  #latest: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse } | null = null;
  #isEnding = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isIdle(): boolean {
    return this.#answers.size === 0;
  }

  begin(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.#answers.add(outgoing);
    this.#latest = { incoming, outgoing };
    outgoing.once('close', () => {
      this.#answers.delete(outgoing);
      if (this.#latest?.outgoing === outgoing && incoming.complete) this.#latest = null;
      this.#endIfDone();
    });
  }

  /** Answers that have not begun say that the connection ends after them. */
  announceEnd(): void {
    const latest = [...this.#answers].at(-1);
    if (latest && !latest.headersSent) latest.setHeader('connection', 'close');
  }

  /**
   * The client's bytes make no sense from here on, or did not come in time.
   * @param refusal what to write; only where nothing else is being answered, or half answered.
   */
  refuse(refusal: () => string): void {
    const latest = this.#latest;
    const others = this.#answers.size - (latest && this.#answers.has(latest.outgoing) ? 1 : 0);
    const isUnanswered = latest === null || (!latest.incoming.complete && !latest.outgoing.headersSent);
    if (!this.#isEnding && others === 0 && isUnanswered) {
      this.#socket.end(refusal());
      return;
    }
    this.#isEnding = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#isEnding) return;
    // A request that never came whole cannot be waited for.
    const awaited = [...this.#answers].filter(
      (outgoing) => outgoing !== this.#latest?.outgoing || this.#latest.incoming.complete,
    );
    if (awaited.length === 0) this.#socket.destroySoon();
  }
}
