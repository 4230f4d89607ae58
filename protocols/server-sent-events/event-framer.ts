import { GatewayError } from '../../core/errors/gateway-error.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const defaultMaxEventBytes = 1024 * 1024;

/**
 * Cuts a byte stream into whole server-sent events, wherever the network split it.
 * Lines may end in LF, CRLF or CR; a byte order mark at the start of the stream is taken off.
 */
export class EventFramer {
  readonly #maxEventBytes: number;
  #pending: Buffer = Buffer.alloc(0);
  #pendingBytes = 0;
  #hasEmitted = false;

  /** @param maxEventBytes most bytes kept of an event whose end has not come. */
  constructor(maxEventBytes = defaultMaxEventBytes) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** Bytes of an event that has begun and not ended. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /**
   * Takes the stream's next bytes and returns all whole events so far, delimiters included; `null` when none ended.
   * @throws GatewayError `broken-answer` when an event grows over the limit.
   */
  push(chunk: Buffer): Buffer | null {
    const length = chunk.length;
    if (this.#pendingBytes === 0 && chunk[length - 1] === lineFeed && chunk[length - 2] === lineFeed) {
      return this.#emit(chunk);
    }
    const end = this.#endOfLastEvent(chunk);
    if (end === 0) {
      this.#keep(chunk);
      return null;
    }
    const head = end === length ? chunk : chunk.subarray(0, end);
    const whole =
      this.#pendingBytes === 0 ? head : Buffer.concat([this.#pending.subarray(0, this.#pendingBytes), head]);
    this.#pendingBytes = 0;
    if (end < length) this.#keep(chunk.subarray(end));
    return this.#emit(whole);
  }

  #emit(whole: Buffer): Buffer {
    if (this.#hasEmitted) return whole;
    this.#hasEmitted = true;
    const hasMark = whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf;
    return hasMark ? whole.subarray(3) : whole;
  }

  /** Where the last blank line in the chunk ends; 0 when there is none. */
  #endOfLastEvent(chunk: Buffer): number {
    for (let at = chunk.length - 1; at >= 0; at--) {
      const byte = chunk[at];
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      const isPair = byte === lineFeed && this.#byteAt(chunk, at - 1) === carriageReturn;
      const before = this.#byteAt(chunk, isPair ? at - 2 : at - 1);
      if (before === lineFeed || before === carriageReturn) return at + 1;
    }
    return 0;
  }

  /**
   * The byte at a position that may reach back into what is pending. Before that stands a line's start. So a blank line
   * that ended in a lone CR at a chunk's end is given out at once, and its LF, should one come, passes as a blank line.
   */
  #byteAt(chunk: Buffer, at: number): number | undefined {
    if (at >= 0) return chunk[at];
    const pendingAt = this.#pendingBytes + at;
    return pendingAt >= 0 ? this.#pending[pendingAt] : lineFeed;
  }

  /** Copies into a buffer that doubles, so that neither tiny pieces nor one long event cost more than their bytes. */
  #keep(bytes: Buffer): void {
    const needed = this.#pendingBytes + bytes.length;
    if (needed > this.#maxEventBytes) {
      throw new GatewayError('broken-answer', `The provider sent an event of more than ${this.#maxEventBytes} bytes.`);
    }
    if (needed > this.#pending.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.max(needed, Math.min(2 * this.#pending.length, this.#maxEventBytes), 1024),
      );
      this.#pending.copy(grown, 0, 0, this.#pendingBytes);
      this.#pending = grown;
    }
    bytes.copy(this.#pending, this.#pendingBytes);
    this.#pendingBytes = needed;
  }
}
