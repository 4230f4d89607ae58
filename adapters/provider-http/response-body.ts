/** The connection a body arrives on, as far as the body may touch it. */
export interface BodySource {
  pause(): void;
  resume(): void;
  /** Ends the exchange early and frees the connection. */
  abandon(): void;
}

/** Bytes that may wait for a slow reader before the socket is paused. */
const maxWaitingBytes = 64 * 1024;
/** A server that sends single bytes costs more in buffers than in bytes. */
const maxWaitingChunks = 1024;

interface WaitingReader {
  resolve(result: IteratorResult<Buffer, undefined>): void;
  reject(reason: unknown): void;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * A response body for one reader. Chunks that arrived while the reader was busy are handed over as one.
 * What arrived before a broken connection is still delivered; an aborted body throws at once.
 */
export class ResponseBody implements AsyncIterableIterator<Buffer, undefined> {
  readonly #source: BodySource;
  #chunks: Buffer[] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #isOver = false;
  #failure: { readonly reason: unknown } | null = null;
  #reader: WaitingReader | null = null;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** A chunk has arrived. */
  push(chunk: Buffer): void {
    if (this.#isOver) return;
    const reader = this.#reader;
    if (reader !== null) {
      this.#reader = null;
      reader.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    if (!this.#isPaused && (this.#waitingBytes > maxWaitingBytes || this.#chunks.length >= maxWaitingChunks)) {
      this.#isPaused = true;
      this.#source.pause();
    }
  }

  /** The body is complete. */
  end(): void {
    this.#isOver = true;
    this.#reader?.resolve(done);
    this.#reader = null;
  }

  /** The body has broken off: thrown to the reader after what had arrived. */
  fail(reason: unknown): void {
    this.#isOver = true;
    if (this.#reader === null) {
      this.#failure = { reason };
    } else {
      this.#reader.reject(reason);
      this.#reader = null;
    }
  }

  /** The caller has given up: thrown to the reader before anything else. */
  abort(reason: unknown): void {
    this.#forget();
    this.fail(reason);
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#chunks.length > 0) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#failure !== null) {
      const { reason } = this.#failure;
      this.#failure = null;
      return Promise.reject(reason);
    }
    if (this.#isOver) return Promise.resolve(done);
    if (this.#reader !== null) return Promise.reject(new Error('a response body has one reader at a time'));
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.#forget();
    if (!this.#isOver) {
      this.#source.abandon();
      this.end();
    }
    return Promise.resolve(done);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): Buffer {
    const [first] = this.#chunks;
    const taken = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#waitingBytes);
    this.#forget();
    if (this.#isPaused && !this.#isOver) {
      this.#isPaused = false;
      this.#source.resume();
    }
    return taken;
  }

  #forget(): void {
    this.#chunks = [];
    this.#waitingBytes = 0;
  }
}
