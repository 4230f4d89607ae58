/** A text in pieces of one word and the white space after it; joined they are the text. */
export function* splitWords(text: string): Generator<string, void, undefined> {
  let start = 0;
  let inSpace = false;
  for (let position = 0; position < text.length; position++) {
    const isSpace = text.charCodeAt(position) <= 0x20;
    if (inSpace && !isSpace) {
      yield text.slice(start, position);
      start = position;
    }
    inSpace = isSpace;
  }
  if (start < text.length) yield text.slice(start);
}
