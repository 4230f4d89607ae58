/** Longer sentences are cut at a blank, so that nothing that reads a sentence meets more than this. */
const maxSentenceLength = 600;
/** A line at least this long was probably wrapped, and its sentence goes on in the next one. */
const wrappedLineLength = 60;
const abbreviation = /(?:^|[\s("])(?:[A-HJ-Z]|[Mm]rs?|Ms|Dr|St|No|vs|approx|e\.g|i\.e)$/;

/** The sentences of a text, word for word, without the white space around them. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  let lineStart = 0;
  for (let position = 0; position < text.length; position++) {
    const isNewline = text.charAt(position) === '\n';
    const ends = isNewline ? endsAtNewline(text, lineStart, position) : endsSentence(text, start, position);
    if (isNewline) lineStart = position + 1;
    if (!ends && position + 1 - start < maxSentenceLength) continue;
    const cut = ends ? position + 1 : cutBefore(text, start, position + 1);
    pushTrimmed(sentences, text.slice(start, cut));
    start = cut;
  }
  pushTrimmed(sentences, text.slice(start));
  return sentences;
}

function endsSentence(text: string, start: number, position: number): boolean {
  const character = text.charAt(position);
  if ('。！？'.includes(character)) return true;
  if (!'.!?…"”’)]'.includes(character) || text.charAt(position + 1).trim() !== '') return false;
  if ('"”’)]'.includes(character)) return position > start && '.!?…'.includes(text.charAt(position - 1));
  return character !== '.' || !abbreviation.test(text.slice(Math.max(start, position - 12), position));
}

function endsAtNewline(text: string, lineStart: number, position: number): boolean {
  return (
    position - lineStart < wrappedLineLength ||
    /^\s*(?:\n|[-*•#>|]|\d+[.)]\s|$)/.test(text.slice(position + 1, position + 12))
  );
}

function cutBefore(text: string, start: number, end: number): number {
  const blank = text.lastIndexOf(' ', end - 1);
  return blank > start + maxSentenceLength / 2 ? blank : end;
}

function pushTrimmed(sentences: string[], piece: string): void {
  const sentence = piece.trim();
  if (/[\p{L}\p{N}]/u.test(sentence)) sentences.push(sentence);
}
