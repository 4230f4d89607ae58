const key = '"embedding"';
const [quote, colon, opening, closing, minus] = [0x22, 0x3a, 0x5b, 0x5d, 0x2d];
/** What is never in a list of numbers: `null`, texts, lists and objects. */
const notOfNumbers = ['n', '"', '[', '{'];

/** An answer without its vectors, which are nearly all of it. */
export interface SkimmedAnswer {
  /** The answer's JSON, each vector that looks sound replaced by a short one of the same kind. */
  readonly text: string;
  /** The JSON of the first vector replaced; `null` = none was. */
  readonly firstVector: string | null;
}

/**
 * Cuts the vectors out of an answer, so that the rest can be parsed: parsing the numbers of a long answer would hold up
 * everybody else for most of a second. What does not look like a vector stays, for the parser to judge.
 */
export function skimAnswer(bytes: Buffer): SkimmedAnswer {
  const kept: string[] = [];
  let firstVector: string | null = null;
  let from = 0;
  for (let at = bytes.indexOf(key); at >= 0; ) {
    const separator = afterSpace(bytes, at + key.length);
    let next = separator;
    if (bytes[separator] === colon) {
      const start = afterSpace(bytes, separator + 1);
      const end = vectorEnd(bytes, start);
      next = start;
      if (end !== null) {
        kept.push(bytes.toString('utf8', from, start), bytes[start] === quote ? '"-"' : '[0]');
        firstVector ??= bytes.toString('utf8', start, end);
        from = end;
        next = end;
      }
    }
    at = bytes.indexOf(key, next);
  }
  kept.push(bytes.toString('utf8', from));
  return { text: kept.join(''), firstVector };
}

/** Where a vector that begins here ends; `null` when none that looks sound does. */
function vectorEnd(bytes: Buffer, start: number): number | null {
  const isText = bytes[start] === quote;
  if (!isText && bytes[start] !== opening) return null;
  const end = bytes.indexOf(isText ? quote : closing, start + 1);
  if (end <= start + 1) return null;
  const content = bytes.subarray(start + 1, end);
  const isSound = isText ? !content.includes('\\') : isNumbers(content);
  return isSound ? end + 1 : null;
}

function isNumbers(content: Buffer): boolean {
  const first = content[afterSpace(content, 0)];
  return isDigitOrMinus(first) && !notOfNumbers.some((character) => content.includes(character));
}

function isDigitOrMinus(code: number | undefined): boolean {
  return code === minus || (code !== undefined && code >= 0x30 && code <= 0x39);
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
