/** A longer run of word characters is several tokens. */
const maxWordTokenLength = 8;

/**
 * Tokens of a text by the embedded model's own rule: each begun run of 8 letters, digits or underscores is one,
 * every other visible character is one, white space is none.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (let end = nextTokenEnd(text, 0); end !== -1; end = nextTokenEnd(text, end)) count++;
  return count;
}

/** The text up to the end of its `maxTokens`-th token; the text itself when it has no more than that. */
export function cutToTokens(text: string, maxTokens: number): string {
  let end = 0;
  for (let count = 0; count < maxTokens; count++) {
    const next = nextTokenEnd(text, end);
    if (next === -1) return text;
    end = next;
  }
  return nextTokenEnd(text, end) === -1 ? text : text.slice(0, end);
}

/** The position after the next token, or -1 when only white space is left. */
function nextTokenEnd(text: string, from: number): number {
  let position = from;
  while (position < text.length && isSpace(text.charCodeAt(position))) position++;
  if (position >= text.length) return -1;
  const limit = position + maxWordTokenLength;
  const start = position;
  while (position < limit && isWordCharacter(text.charCodeAt(position))) position++;
  if (position > start) return position;
  return position + ((text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1);
}

function isSpace(code: number): boolean {
  return (
    code <= 0x20 ||
    code === 0xa0 ||
    code === 0xfeff ||
    (code >= 0x2000 && code <= 0x200b) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x3000
  );
}

function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    // Letters with accents and the alphabets up to Georgian; ideographs and the like count one by one.
    (code >= 0xc0 && code <= 0x10ff)
  );
}
