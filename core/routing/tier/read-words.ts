import { hashBasis, hashedChars, hashMask, hashPrime } from './hash-word.ts';

/** What one pass over a text finds: its words, and how many characters of each telling kind there are. */
export interface TextReading {
  /** Lower-cased runs of letters, digits and underscores; `7.5`, `3,000` and `don't` are one word each. */
  readonly words: readonly string[];
  /** `hashWord` of each word. */
  readonly hashes: readonly number[];
  /** The first character after each word that is not a space, as a character code; 0 where a word or the end follows. */
  readonly marks: readonly number[];
  readonly numbers: number;
  readonly digits: number;
  /** `+ * / = ^ < > %` and the signs of mathematics outside ASCII. */
  readonly operators: number;
  /** `{ } ; [ ] \ |`, backticks, `->`, `=>`, `()` and words with `_`, or with a full stop inside as in `list.append`. */
  readonly codeMarks: number;
  /** Sentence ends that another word follows: a final full stop changes nothing. */
  readonly innerStops: number;
  readonly quotes: number;
  /** Characters that are not spaces. */
  readonly visible: number;
}

const other = 0;
const letter = 1;
const digit = 2;
const space = 3;

const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code <= 32) return space;
  if (code >= 48 && code <= 57) return digit;
  return code === 95 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) ? letter : other;
});

function kindOf(code: number): number {
  if (code < 128) return asciiKinds[code] ?? other;
  if (code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200b)) return space;
  // General punctuation, arrows, mathematical operators, box drawing; CJK and Latin-1 punctuation.
  if ((code >= 0x2010 && code <= 0x2bff) || (code >= 0x3001 && code <= 0x303f)) return other;
  return code === 0xd7 || code === 0xf7 || (code >= 0xa1 && code <= 0xbf) ? other : letter;
}

/** Scripts written without spaces: each character counts as a word. */
function standsAlone(code: number): boolean {
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7ff);
}

const operatorMarks = new Set([...'+*/=^<>%×÷√∑∫≤≥≠≈∞∂∆∇∈∪∩→¬∧∨∀∃±'].map((mark) => mark.charCodeAt(0)));
const codeOnlyMarks = new Set([...'{};[]\\|`'].map((mark) => mark.charCodeAt(0)));
const quoteMarks = new Set([...'"“”«»'].map((mark) => mark.charCodeAt(0)));
const stopMarks = new Set([...'.!?。！？'].map((mark) => mark.charCodeAt(0)));
const [sharp, plus] = [35, 43];
const [dot, comma, apostrophe, curlyApostrophe] = [46, 44, 39, 0x2019];

/** Reads the words and marks of a text. Letter case and runs of spaces make no difference. */
export function readWords(original: string): TextReading {
  const text = original.toLowerCase();
  const words: string[] = [];
  const hashes: number[] = [];
  const marks: number[] = [];
  let [numbers, digits, operators, codeMarks, innerStops, quotes, visible] = [0, 0, 0, 0, 0, 0, 0];
  let stopIsOpen = false;
  let previousMark = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === space) {
      at += 1;
      continue;
    }
    if (kind === other) {
      visible += 1;
      if (marks.length > 0 && marks[marks.length - 1] === 0) marks[marks.length - 1] = code;
      if (operatorMarks.has(code)) operators += 1;
      if (codeOnlyMarks.has(code)) codeMarks += 1;
      else if (quoteMarks.has(code)) quotes += 1;
      else if (stopMarks.has(code)) stopIsOpen = words.length > 0;
      // `->`, `=>` and `()` are pairs that prose does not have.
      else if (code === 62 && (previousMark === 45 || previousMark === 61)) codeMarks += 1;
      else if (code === 41 && previousMark === 40) codeMarks += 1;
      previousMark = code;
      at += 1;
      continue;
    }
    const start = at;
    let isNumber = kind === digit;
    let isJoined = false;
    at += 1;
    if (!standsAlone(code)) {
      for (; at < text.length; at += 1) {
        const next = text.charCodeAt(at);
        const nextKind = kindOf(next);
        if (nextKind === digit || (nextKind === letter && !standsAlone(next))) {
          if (nextKind === letter) isNumber = false;
          if (next === 95) isJoined = true;
          continue;
        }
        const joins = next === dot || next === comma || next === apostrophe || next === curlyApostrophe;
        if (!joins || at + 1 >= text.length) break;
        const after = kindOf(text.charCodeAt(at + 1));
        if (
          next === dot
            ? after !== digit && after !== letter
            : next === comma
              ? after !== digit || !isNumber
              : after !== letter
        )
          break;
        if (next === dot && after === letter) isJoined = true;
      }
    }
    if (stopIsOpen) innerStops += 1;
    stopIsOpen = false;
    previousMark = 0;
    // `c#`, `c++`.
    if (text.charCodeAt(at) === sharp || (text.charCodeAt(at) === plus && text.charCodeAt(at + 1) === plus))
      codeMarks += 1;
    if (isJoined) codeMarks += 1;
    if (isNumber) {
      numbers += 1;
      digits += at - start;
    }
    visible += at - start;
    let hash = hashBasis;
    const hashedEnd = Math.min(at, start + hashedChars);
    for (let from = start; from < hashedEnd; from += 1) hash = Math.imul(hash ^ text.charCodeAt(from), hashPrime);
    words.push(text.slice(start, at));
    hashes.push(hash & hashMask);
    marks.push(0);
  }
  return { words, hashes, marks, numbers, digits, operators, codeMarks, innerStops, quotes, visible };
}
