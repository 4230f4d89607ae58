/** What a model may well write otherwise when it says the same again. */
const marks = /[*_#`~>]+/gu;

/**
 * A text as it is compared where letters do not decide: without Markdown marks, without white space at its
 * beginning and with single blanks elsewhere, all in lower case. Of a longer text it is an extension.
 */
export function loosely(text: string): string {
  // Letter by letter: the lower case of some depends on what follows them.
  return Array.from(plain(text), (letter) => letter.toLowerCase()).join('');
}

/** The letters of a text's first word; empty when it begins with none. */
export function firstWord(text: string): string {
  return /^[\p{L}\p{M}\p{N}’']+/u.exec(plain(text))?.[0] ?? '';
}

function plain(text: string): string {
  return text
    .replace(marks, '')
    .replace(/^[\s|+=-]+/u, '')
    .replace(/\s+/gu, ' ');
}
