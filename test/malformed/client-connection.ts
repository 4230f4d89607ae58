import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MalformedRequest } from './malformed-request.ts';
import { type ReadAnswers, readAnswers } from './read-answers.ts';

export interface Exchanged extends ReadAnswers {
  /** `answered`: all that was awaited came; `closed`: the server ended the connection; `hung`: neither, in time. */
  readonly end: 'answered' | 'closed' | 'hung' | 'left';
}

/** A request of which even a parser may not know where it ends is ended by us after this long. */
const patienceMs = 100;

/** One connection to the gateway, on which bytes are written as they are. */
export class ClientConnection {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #isClosed = false;
  #onChange: () => void = () => {};
  #answered = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#received.push(chunk);
      this.#onChange();
    });
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#isClosed = true;
      this.#onChange();
    });
  }

  /** @throws Error when nobody listens. */
  static async open(address: string): Promise<ClientConnection> {
    const { hostname, port } = new URL(address);
    // Half-open, so that an answer can still be read after the request was ended.
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: false });
    await once(socket, 'connect');
    return new ClientConnection(socket);
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#socket.writable && !this.#socket.readableEnded;
  }

  /** How many requests were answered on this connection. */
  get answered(): number {
    return this.#answered;
  }

  /** Writes the request and waits for its end, at most `boundMs`. @throws Error when the answer cannot be read. */
  async exchange(request: MalformedRequest, boundMs: number): Promise<Exchanged> {
    this.#received = [];
    const [first, ...others] = request.writes;
    if (first) this.#socket.write(first);
    for (const piece of others) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#socket.write(piece);
    }
    if (request.expects === 'nothing') {
      await new Promise<void>((resolve) => this.#socket.write('', () => resolve()));
      return { answers: [], hasRest: false, end: 'left' };
    }
    const patience = request.expects === 'end' ? setTimeout(() => this.#socket.end(), patienceMs) : undefined;
    try {
      return await this.#await(request.methods, boundMs);
    } finally {
      clearTimeout(patience);
    }
  }

  #await(methods: readonly string[], boundMs: number): Promise<Exchanged> {
    return new Promise((resolve, reject) => {
      const finish = (end: Exchanged['end'], read: ReadAnswers): void => {
        clearTimeout(bound);
        this.#onChange = () => {};
        this.#answered += read.answers.length;
        resolve({ ...read, end });
      };
      const look = (): void => {
        try {
          const all = Buffer.concat(this.#received);
          this.#received = [all];
          const read = readAnswers(all, methods, this.#isClosed);
          if (read.answers.length >= methods.length) finish('answered', read);
          else if (this.#isClosed) finish('closed', read);
        } catch (error) {
          clearTimeout(bound);
          reject(error);
        }
      };
      const bound = setTimeout(() => {
        finish('hung', readAnswers(Buffer.concat(this.#received), methods, false));
      }, boundMs);
      this.#onChange = look;
      look();
    });
  }

  /** Ends it at once, without leaving the port in use. */
  destroy(): void {
    this.#socket.resetAndDestroy();
  }
}
