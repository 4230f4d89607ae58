import type { Writable } from 'node:stream';

/** What a reader that has stopped may leave waiting in our memory. */
const maxWaitingBytes = 4 * 1024 * 1024;

/** Standard output or standard error, whose reader may go away or stop reading: neither costs the gateway anything. */
export class ProcessOutput {
  readonly #stream: Writable;
  #isBroken = false;

  /** @param onBroken told once, when nobody takes what is written any more. */
  constructor(stream: Writable, onBroken: (error: Error) => void) {
    this.#stream = stream;
    stream.on('error', (error) => {
      if (this.#isBroken) return;
      this.#isBroken = true;
      onBroken(error);
    });
  }

  /** @returns false when the text was dropped because too much is waiting to be read. */
  write(text: string): boolean {
    if (this.#isBroken) return true;
    if (this.#stream.writableLength > maxWaitingBytes) return false;
    this.#stream.write(text);
    return true;
  }

  /** Resolves when everything was taken, or after `boundMs`. */
  async flush(boundMs: number): Promise<void> {
    if (this.#isBroken || this.#stream.writableLength === 0) return;
    await new Promise<void>((resolve) => {
      const bound = setTimeout(resolve, boundMs);
      this.#stream.write('', () => {
        clearTimeout(bound);
        resolve();
      });
    });
  }
}
