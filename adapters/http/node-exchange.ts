import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { chunkedFrame } from './chunked-frame.ts';
import type { HttpExchange } from './http-exchange.ts';
import { waitForRoom } from './wait-for-room.ts';

/** How long, and how much of, a refused upload is read on, so that its sender gets to read the answer. */
const discardMs = 10_000;
const discardBytes = 256 * 1024 * 1024;

/** Larger pieces are not copied to travel together with their frame or head. */
const maxDirectBytes = 16 * 1024;

/** How long a client may take nothing of what it is sent. */
export interface ReadingPatience {
  /** Once the answer is complete, milliseconds. */
  readonly answerMs: number;
  /** While a stream goes on, milliseconds. */
  readonly streamMs: number;
}

const defaultPatience: ReadingPatience = { answerMs: 30_000, streamMs: 60_000 };

/** An exchange over Node's own HTTP server. */
export class NodeExchange implements HttpExchange {
  readonly path: string;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #controller = new AbortController();
  readonly #patience: ReadingPatience;
  /** The host a target names that is a whole address: it takes the place of the Host header (RFC 9112, 3.2.2). */
  readonly #targetHost: string | null;
  readonly #query: string;
  #hasWritten = false;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, patience = defaultPatience) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#patience = patience;
    const { url = '/' } = incoming;
    const whole = url.startsWith('/') ? null : URL.parse(url);
    const query = url.indexOf('?');
    this.path = whole ? whole.pathname : query < 0 ? url : url.slice(0, query);
    this.#query = query < 0 ? '' : url.slice(query + 1);
    this.#targetHost = whole ? whole.host : null;
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) this.abort(new GatewayError('client-gone', 'The client left.'));
    });
  }

  get method(): string {
    return this.#incoming.method ?? 'GET';
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: GatewayError): void {
    this.#controller.abort(reason);
  }

  query(name: string): string | null {
    return this.#query === '' ? null : new URLSearchParams(this.#query).get(name);
  }

  queryAll(name: string): readonly string[] {
    return this.#query === '' ? [] : new URLSearchParams(this.#query).getAll(name);
  }

  header(name: string): string | null {
    if (name === 'host' && this.#targetHost !== null) return this.#targetHost;
    const { headers } = this.#incoming;
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  }

  headerNames(): readonly string[] {
    return Object.keys(this.#incoming.headers);
  }

  readBody(maxBytes: number): Promise<Buffer> {
    const incoming = this.#incoming;
    const announced = Number(incoming.headers['content-length'] ?? 0);
    if (announced > maxBytes) {
      this.#discardUpload();
      return Promise.reject(tooLarge(maxBytes));
    }
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const stop = (): void => {
        incoming.off('data', onData);
        incoming.off('end', onEnd);
        incoming.off('close', onClose);
        incoming.off('error', onClose);
      };
      const onData = (chunk: Buffer): void => {
        length += chunk.length;
        if (length > maxBytes) {
          stop();
          this.#discardUpload();
          reject(tooLarge(maxBytes));
        } else {
          chunks.push(chunk);
        }
      };
      const onEnd = (): void => {
        stop();
        const [only] = chunks;
        resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks, length));
      };
      const onClose = (): void => {
        stop();
        reject(clientGone(this.#controller.signal));
      };
      incoming.on('data', onData);
      incoming.on('end', onEnd);
      incoming.on('close', onClose);
      incoming.on('error', onClose);
    });
  }

  async *bodyPieces(maxBytes: number): AsyncGenerator<Buffer, void, undefined> {
    const announced = Number(this.#incoming.headers['content-length'] ?? 0);
    if (announced > maxBytes) throw tooLarge(maxBytes);
    let length = 0;
    try {
      // What is left of a refused upload is discarded once its sender has been answered.
      for await (const piece of this.#incoming.iterator({ destroyOnReturn: false })) {
        length += piece.length;
        if (length > maxBytes) throw tooLarge(maxBytes);
        yield piece;
      }
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw clientGone(this.#controller.signal);
    }
    if (!this.#incoming.complete) throw clientGone(this.#controller.signal);
  }

  send(status: number, headers: Readonly<Record<string, string>>, body: Buffer | string): void {
    if (this.#outgoing.destroyed) return;
    this.#outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    // A text travels in one write with the head, a buffer in a write of its own; latin1 keeps every byte.
    if (typeof body === 'string' || body.length > maxDirectBytes) this.#outgoing.end(body);
    else this.#outgoing.end(body.toString('latin1'), 'latin1');
    this.#limitReading();
    // An answer given before the upload was read: keep reading for a while, or the sender sees a reset, not the answer.
    if (!this.#incoming.readableEnded) this.#discardUpload();
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    if (!this.#outgoing.destroyed) this.#outgoing.writeHead(status, headers);
  }

  write(chunk: Buffer | string, signal: AbortSignal): Promise<void> | undefined {
    const outgoing = this.#outgoing;
    // An empty piece would be the end of the body.
    if (chunk.length === 0) return undefined;
    const { socket } = outgoing;
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    // Null while an earlier request of the same connection is still being answered.
    const isDirect = this.#hasWritten && socket !== null && outgoing.chunkedEncoding && piece.length <= maxDirectBytes;
    const hasRoom = isDirect ? socket.write(chunkedFrame(piece)) : outgoing.write(piece);
    // The first piece takes the head of the answer along; from then on the socket stands open for more.
    this.#hasWritten = true;
    if (hasRoom) return undefined;
    return waitForRoom(isDirect ? socket : outgoing, {
      answer: outgoing,
      signal,
      exchange: this.#controller.signal,
      patienceMs: this.#patience.streamMs,
    });
  }

  end(): void {
    this.#outgoing.end();
    this.#limitReading();
  }

  cut(): void {
    this.#outgoing.destroy();
  }

  /** What the client has not taken is held by its connection, outside every count: only for so long. */
  #limitReading(): void {
    const outgoing = this.#outgoing;
    if (outgoing.writableFinished || outgoing.destroyed) return;
    const { answerMs } = this.#patience;
    // The socket's own limit sees how far a write has come; Node's server ends a connection that reaches it.
    const limit = (socket: Socket): void => {
      socket.setTimeout(answerMs);
      outgoing.once('finish', () => {
        // By now the next answer may be on its way, or the limit of an idle connection set.
        if (socket.timeout === answerMs) socket.setTimeout(0);
      });
    };
    if (outgoing.socket) limit(outgoing.socket);
    else outgoing.once('socket', limit);
  }

  #discardUpload(): void {
    const incoming = this.#incoming;
    if (incoming.destroyed || incoming.readableEnded) return;
    let discarded = 0;
    const giveUp = setTimeout(() => incoming.destroy(), discardMs);
    giveUp.unref();
    incoming.on('data', (chunk: Buffer) => {
      discarded += chunk.length;
      if (discarded > discardBytes) incoming.destroy();
    });
    incoming.once('close', () => clearTimeout(giveUp));
    incoming.once('end', () => clearTimeout(giveUp));
    incoming.resume();
  }
}

function clientGone(signal: AbortSignal): unknown {
  return signal.reason ?? new GatewayError('client-gone', 'The client left while sending its request.');
}

function tooLarge(maxBytes: number): GatewayError {
  const message = `The request body is larger than ${maxBytes} bytes, the limit (limits.maxBodyBytes). Send less, or raise the limit.`;
  return new GatewayError('body-too-large', message, { code: 'request_too_large' });
}
