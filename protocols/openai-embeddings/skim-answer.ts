import { countFloat32Base64 } from '../../core/embeddings/float32-base64.ts';

const key = '"embedding"';
const [quote, colon, opening, closing, minus, comma] = [0x22, 0x3a, 0x5b, 0x5d, 0x2d, 0x2c];
const [zero, nine] = [0x30, 0x39];
const exponents: ReadonlySet<number> = new Set(Buffer.from('eE'));
/** What may stand in a number, or around it, besides. */
const otherMarks: ReadonlySet<number> = new Set(Buffer.from('-.\t\n\r '));
/** No number of a vector is longer; one that is might be too large for any reader. */
const maxNumberLength = 40;

/** An answer without its vectors, which are nearly all of it. */
export interface SkimmedAnswer {
  /** The answer's JSON, each vector that looks sound replaced by a short one of the same kind. */
  readonly text: string;
  /** The JSON of the first vector replaced; `null` = none was. */
  readonly firstVector: string | null;
  /** Every vector was replaced, and all were of one length. */
  readonly isUniform: boolean;
}

/**
 * Cuts the vectors out of an answer, so that the rest can be parsed: parsing the numbers of a long answer would hold up
 * everybody else for most of a second. What does not look like a vector stays, for the parser to judge.
 */
export function skimAnswer(bytes: Buffer): SkimmedAnswer {
  const kept: string[] = [];
  let firstVector: string | null = null;
  let firstLength: number | null = null;
  let isUniform = true;
  let from = 0;
  for (let at = bytes.indexOf(key); at >= 0; ) {
    const separator = afterSpace(bytes, at + key.length);
    let next = separator;
    if (bytes[separator] === colon) {
      const start = afterSpace(bytes, separator + 1);
      const found = findVector(bytes, start);
      next = start;
      firstLength ??= found?.length ?? null;
      isUniform &&= found !== null && found.length === firstLength;
      if (found !== null) {
        const { end } = found;
        kept.push(bytes.toString('utf8', from, start), bytes[start] === quote ? '"-"' : '[0]');
        firstVector ??= bytes.toString('utf8', start, end);
        from = end;
        next = end;
      }
    }
    at = bytes.indexOf(key, next);
  }
  kept.push(bytes.toString('utf8', from));
  return { text: kept.join(''), firstVector, isUniform };
}

/** Where a vector that begins here ends, and how long it is; `null` when none that looks sound does. */
function findVector(bytes: Buffer, start: number): { readonly end: number; readonly length: number } | null {
  const isText = bytes[start] === quote;
  if (!isText && bytes[start] !== opening) return null;
  const end = bytes.indexOf(isText ? quote : closing, start + 1);
  if (end <= start + 1) return null;
  const content = bytes.subarray(start + 1, end);
  const length = isText ? countFloat32Base64(content.toString('latin1')) : countNumbers(content);
  return length === null ? null : { end: end + 1, length };
}

/** `null` when something else is among them, or what might be no finite number: an exponent that is not negative. */
function countNumbers(content: Buffer): number | null {
  let count = 1;
  let from = 0;
  let hasDigit = false;
  for (let at = 0; at < content.length; at += 1) {
    const code = content[at] ?? 0;
    if (code >= zero && code <= nine) hasDigit = true;
    else if (code === comma) {
      if (!hasDigit || at - from > maxNumberLength) return null;
      count += 1;
      from = at + 1;
      hasDigit = false;
    } else if (exponents.has(code) ? content[at + 1] !== minus : !otherMarks.has(code)) return null;
  }
  return hasDigit && content.length - from <= maxNumberLength ? count : null;
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
