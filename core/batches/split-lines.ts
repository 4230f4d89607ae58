import { Buffer } from 'node:buffer';

export interface TextLine {
  /** Counted from 1, empty lines as well. */
  readonly number: number;
  /** Without its line feed; `null` = it is longer than it may be. */
  readonly text: string | null;
}

const lineFeed = 0x0a;

/** The lines of a file that say something, as they come. */
export async function* splitLines(
  pieces: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<TextLine, void, undefined> {
  let number = 1;
  let kept: Buffer[] = [];
  let keptBytes = 0;
  const keep = (bytes: Buffer): void => {
    keptBytes += bytes.length;
    if (keptBytes <= maxLineBytes) kept.push(bytes);
    else kept = [];
  };
  const take = (): TextLine | null => {
    const text = keptBytes > maxLineBytes ? null : Buffer.concat(kept).toString('utf8');
    kept = [];
    keptBytes = 0;
    // Also a byte order mark counts as white space here.
    return text?.trim() === '' ? null : { number, text };
  };
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, from)) {
      keep(bytes.subarray(from, at));
      from = at + 1;
      const line = take();
      if (line) yield line;
      number += 1;
    }
    if (from < bytes.length) keep(bytes.subarray(from));
  }
  const last = take();
  if (last) yield last;
}
