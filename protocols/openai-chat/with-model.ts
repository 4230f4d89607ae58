const key = '"model"';
/** How every letter of `model` begins when it is escaped. */
const escapedLetter = '\\u006';
const [space, tab, lineFeed, carriageReturn, colon] = [0x20, 0x09, 0x0a, 0x0d, 0x3a];

/**
 * A body with another model's name and not a byte changed besides: writing it anew would cost several times as much.
 * @param bytes of a JSON object whose `model` is `from`.
 * @returns `null` when the name's place is not certain.
 */
export function withModel(bytes: Buffer, from: string, to: string): Buffer | null {
  const at = bytes.indexOf(key);
  // Standing there once and never escaped, it can only be the key: quotes inside a text are escaped.
  if (at < 0 || bytes.includes(key, at + key.length) || bytes.includes(escapedLetter)) return null;
  const separator = afterSpace(bytes, at + key.length);
  if (bytes[separator] !== colon) return null;
  const start = afterSpace(bytes, separator + 1);
  const written = Buffer.from(JSON.stringify(from));
  const end = start + written.length;
  if (!bytes.subarray(start, end).equals(written)) return null;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(JSON.stringify(to)), bytes.subarray(end)]);
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (let code = bytes[at]; code === space || code === tab || code === lineFeed || code === carriageReturn; ) {
    at += 1;
    code = bytes[at];
  }
  return at;
}
