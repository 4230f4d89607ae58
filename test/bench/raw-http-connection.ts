import { connect, type Socket } from 'node:net';

/** Told of one answer as it arrives. */
export interface AnswerReader {
  head(status: number): void;
  /** The bytes are valid only during the call. */
  body(bytes: Buffer): void;
  end(): void;
  failed(error: Error): void;
}

// One buffer for all connections: Node fills it and calls back before the next read.
const readBuffer = Buffer.allocUnsafe(65_536);
const headEnd = Buffer.from('\r\n\r\n');

/**
 * A keep-alive HTTP/1.1 client connection that does as little as possible, so that the load costs less than what it measures.
 * One request at a time; understands `content-length` and chunked bodies.
 */
export class RawHttpConnection {
  readonly #socket: Socket;
  #reader: AnswerReader | null = null;
  #state: 'head' | 'fixed' | 'size' | 'data' | 'data-end' | 'trailer' = 'head';
  #left = 0;
  #partial = '';

  constructor(port: number) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length, buffer) => {
          this.#take(Buffer.isBuffer(buffer) ? buffer.subarray(0, length) : Buffer.from(buffer.subarray(0, length)));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the connection was closed before the answer was complete')));
  }

  send(request: Buffer, reader: AnswerReader): void {
    if (this.#reader !== null) throw new Error('one request at a time');
    this.#reader = reader;
    this.#socket.write(request);
  }

  close(): void {
    this.#reader = null;
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    const reader = this.#reader;
    this.#reader = null;
    reader?.failed(error);
  }

  #finish(): void {
    const reader = this.#reader;
    this.#reader = null;
    this.#state = 'head';
    reader?.end();
  }

  #take(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.#reader !== null) {
      if (this.#state === 'head') at = this.#takeHead(bytes, at);
      else if (this.#state === 'fixed' || this.#state === 'data') at = this.#takeData(bytes, at);
      else at = this.#takeLine(bytes, at);
    }
  }

  #takeHead(bytes: Buffer, from: number): number {
    const already = this.#partial.length;
    const end = already === 0 ? bytes.indexOf(headEnd, from) : -1;
    const text = this.#partial + bytes.toString('latin1', from, end === -1 ? bytes.length : end);
    const length = end === -1 ? text.indexOf('\r\n\r\n') : text.length;
    if (length === -1) {
      this.#partial = text;
      return bytes.length;
    }
    this.#partial = '';
    this.#startBody(text.slice(0, length).toLowerCase());
    return from + length - already + headEnd.length;
  }

  #startBody(head: string): void {
    this.#reader?.head(Number(head.slice(9, 12)));
    if (head.includes('\r\ntransfer-encoding: chunked')) {
      this.#state = 'size';
      return;
    }
    const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
    if (length === undefined) this.#fail(new Error(`an answer without a length: ${head}`));
    this.#left = Number(length);
    this.#state = 'fixed';
    if (this.#left === 0) this.#finish();
  }

  #takeData(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + this.#left);
    this.#left -= to - from;
    this.#reader?.body(bytes.subarray(from, to));
    if (this.#left === 0) {
      if (this.#state === 'fixed') this.#finish();
      else this.#state = 'data-end';
    }
    return to;
  }

  #takeLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(10, from);
    this.#partial += bytes.toString('latin1', from, end === -1 ? bytes.length : end);
    if (end === -1) return bytes.length;
    const line = this.#partial.trimEnd();
    this.#partial = '';
    if (this.#state === 'data-end') this.#state = 'size';
    else if (this.#state === 'trailer') {
      if (line === '') this.#finish();
    } else {
      this.#left = Number.parseInt(line, 16);
      this.#state = this.#left === 0 ? 'trailer' : 'data';
    }
    return end + 1;
  }
}
