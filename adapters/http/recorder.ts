import type { AnswerRecording } from '../../core/ports/arrival.ts';
import type { StoredAnswer } from '../../core/sessions/idempotency.ts';

/** Keeps an answer as it goes out. */
export class Recorder implements AnswerRecording {
  readonly #maxBytes: number;
  #status = 200;
  #headers: readonly (readonly [string, string])[] = [];
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    this.#status = status;
    this.#headers = Object.entries(headers);
  }

  write(piece: Buffer | string): void {
    this.#bytes += Buffer.byteLength(piece);
    if (this.#bytes > this.#maxBytes) this.#pieces = [];
    else this.#pieces.push(Buffer.from(piece));
  }

  answer(): StoredAnswer | null {
    if (this.#bytes > this.#maxBytes) return null;
    return { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#pieces) };
  }
}
