const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const lastSpace = 0x20;
/** Within so many bytes the end of a text is looked for byte by byte: a search costs more than they do. */
const nearBytes = 64;

/** A top-level field, by places in the bytes. */
interface Field {
  readonly name: string;
  /** How many fields stand before it. */
  readonly position: number;
  /** Of the comma before it, where there is one. */
  readonly separatorAt: number;
  readonly from: number;
  readonly valueFrom: number;
  readonly to: number;
}

/**
 * A JSON object with some of its fields replaced, added or (by `undefined`) taken out, and not a byte changed besides:
 * written anew, numbers beyond what a double holds would come out as others.
 * @param bytes of one valid JSON object.
 */
export function spliceFields(bytes: Buffer, changed: ReadonlyMap<string, unknown>): Buffer {
  const start = afterSpace(bytes, 0) + 1;
  const pieces: Buffer[] = [bytes.subarray(0, start)];
  const absent = new Map([...changed].filter(([, value]) => value !== undefined));
  let copiedTo = start;
  let removed = 0;
  const replace = (from: number, to: number, text: string): void => {
    pieces.push(bytes.subarray(copiedTo, from), Buffer.from(text));
    copiedTo = to;
  };
  for (const { name, position, separatorAt, from, valueFrom, to } of findFields(bytes, start, changed)) {
    absent.delete(name);
    const value = changed.get(name);
    if (value !== undefined) replace(valueFrom, to, JSON.stringify(value));
    else {
      // A comma goes with it: the one before, unless nothing is left before it.
      if (removed === position) replace(from, afterComma(bytes, to), '');
      else replace(separatorAt, to, '');
      removed += 1;
    }
  }
  pieces.push(bytes.subarray(copiedTo));
  if (absent.size > 0) pieces.splice(1, 0, Buffer.from(addition(absent, pieces.slice(1))));
  return Buffer.concat(pieces);
}

function addition(fields: ReadonlyMap<string, unknown>, rest: readonly Buffer[]): string {
  const written = [...fields].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  const isAlone = rest.every((piece) => !piece.includes(quote));
  return isAlone ? written : `${written},`;
}

/** The fields of these names as they are written, each as often as it stands there. */
function findFields(bytes: Buffer, start: number, names: ReadonlyMap<string, unknown>): readonly Field[] {
  const fields: Field[] = [];
  let separatorAt = start;
  let from = afterSpace(bytes, start);
  for (let position = 0; bytes[from] === quote; position++) {
    const nameEnd = afterText(bytes, from);
    const valueFrom = afterSpace(bytes, afterSpace(bytes, nameEnd) + 1);
    const to = afterValue(bytes, valueFrom);
    const name = readName(bytes, from, nameEnd);
    if (names.has(name)) fields.push({ name, position, separatorAt, from, valueFrom, to });
    separatorAt = afterSpace(bytes, to);
    from = afterComma(bytes, to);
  }
  return fields;
}

function readName(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from + 1, to - 1);
  return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  while ((bytes[at] ?? quote) <= lastSpace) at += 1;
  return at;
}

function afterComma(bytes: Buffer, from: number): number {
  const at = afterSpace(bytes, from);
  return bytes[at] === comma ? afterSpace(bytes, at + 1) : at;
}

function afterValue(bytes: Buffer, from: number): number {
  let depth = 0;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (depth === 0 && (byte === comma || byte === closeBrace || byte <= lastSpace)) break;
    if (byte === quote) at = afterText(bytes, at);
    else at += 1;
    if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
  }
  return at;
}

/** @param from where the text's first quote stands. */
function afterText(bytes: Buffer, from: number): number {
  let at = from + 1;
  let near = at + nearBytes;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === quote) return at + 1;
    at += byte === backslash ? 2 : 1;
    if (at < near) continue;
    const end = bytes.indexOf(quote, at);
    if (end < 0) return bytes.length;
    if (!isEscaped(bytes, end, at)) return end + 1;
    at = end + 1;
    near = at + nearBytes;
  }
  return bytes.length;
}

/** Whether an odd number of backslashes stands before, from where none of them is escaped itself. */
function isEscaped(bytes: Buffer, at: number, from: number): boolean {
  let before = at - 1;
  while (before >= from && bytes[before] === backslash) before -= 1;
  return (at - before) % 2 === 0;
}
