const notSpace = /\S/;
const openers = '{[';
const closers = '}]';
/** What decides where an object ends, of what stands outside its texts and inside. */
const [outside, inside] = [/["{}[\]]/g, /["\\]/g];

/** Tells, while a text comes in pieces, whether it is one object from brace to brace, reading each piece once. */
export class ObjectExtent {
  #depth = 0;
  #hasBegun = false;
  /** Something stands outside the object, so it is none. */
  #isOther = false;
  #isInText = false;
  /** The piece before ended with a backslash. */
  #isEscaped = false;

  /** Every opened brace is closed; what stands between them is not looked at. */
  get isClosed(): boolean {
    return this.#hasBegun && this.#depth === 0 && !this.#isOther;
  }

  read(piece: string): void {
    let at = 0;
    if (this.#isEscaped && piece !== '') {
      this.#isEscaped = false;
      at = 1;
    }
    while (at < piece.length && !this.#isOther) {
      const marks = this.#isInText ? inside : outside;
      marks.lastIndex = at;
      const found = marks.exec(piece)?.index ?? piece.length;
      if (this.#depth === 0 && notSpace.test(piece.slice(at, found))) this.#isOther = true;
      at = this.#take(piece, found);
    }
  }

  /** Takes the mark there; returns where to go on. */
  #take(piece: string, at: number): number {
    const mark = piece.charAt(at);
    if (mark === '\\') {
      this.#isEscaped = at + 1 === piece.length;
      return at + 2;
    }
    if (mark === '"') this.#isInText = !this.#isInText;
    // Outside of the object there may be its own opening brace and nothing else.
    if (this.#depth === 0 && mark !== '' && (mark !== '{' || this.#hasBegun)) this.#isOther = true;
    if (mark !== '' && openers.includes(mark)) this.#depth += 1;
    if (mark !== '' && closers.includes(mark)) this.#depth -= 1;
    if (this.#depth > 0) this.#hasBegun = true;
    return at + 1;
  }
}
