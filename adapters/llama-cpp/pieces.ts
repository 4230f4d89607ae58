/** Hands what callbacks bring to one reader, in order. What may wait is bounded by whoever brings it. */
export class Pieces<Piece> implements AsyncIterable<Piece> {
  readonly #waiting: Piece[] = [];
  #isEnded = false;
  #wake: (() => void) | null = null;

  add(piece: Piece): void {
    this.#waiting.push(piece);
    this.#wake?.();
  }

  /** Nothing follows; what waits is still read. */
  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Piece, void, undefined> {
    for (;;) {
      for (let piece = this.#waiting.shift(); piece !== undefined; piece = this.#waiting.shift()) yield piece;
      if (this.#isEnded) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
