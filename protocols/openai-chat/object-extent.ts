/** Tells, while a text comes in pieces, whether it is one object from brace to brace, reading each character once. */
export class ObjectExtent {
  #depth = 0;
  #hasBegun = false;
  /** Something stands outside the object, so it is none. */
  #isOther = false;
  #isInText = false;
  #isEscaped = false;

  /** Every opened brace is closed; what stands between them is not looked at. */
  get isClosed(): boolean {
    return this.#hasBegun && this.#depth === 0 && !this.#isOther;
  }

  read(text: string): void {
    if (this.#isOther) return;
    for (const character of text) this.#read(character);
  }

  #read(character: string): void {
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === '\\') this.#isEscaped = true;
      else if (character === '"') this.#isInText = false;
      return;
    }
    if (character === '{' || character === '[') this.#open(character);
    else if (character === '}' || character === ']') this.#depth -= 1;
    else if (character === '"') this.#isInText = true;
    if (this.#depth === 0 && !/[\s}]/.test(character)) this.#isOther = true;
    if (this.#depth < 0) this.#isOther = true;
  }

  #open(character: string): void {
    if (this.#depth === 0 && (this.#hasBegun || character === '[')) this.#isOther = true;
    this.#hasBegun = true;
    this.#depth += 1;
  }
}
