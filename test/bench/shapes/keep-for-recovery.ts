import type { ShapeEvent } from './answer-shape.ts';

const maxKeptBytes = 256 * 1024;

/** What a driver does with each event of an answer: notes what was seen, and keeps what was sent. */
export class KeptAnswer {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #text = '';
  seen = 0;

  take(event: ShapeEvent): void {
    if (event.type === 'chunk') {
      this.seen |= event.seen;
      this.#bytes += event.bytes.length;
      if (this.#bytes <= maxKeptBytes) this.#chunks.push(event.bytes);
    } else if (event.type === 'event' && event.event.type === 'delta') this.#text += event.event.text;
  }
}
