const mark = Buffer.from('\ufeff');

/** A text's bytes without the mark that some editors and libraries put first (U+FEFF): JSON has no place for it. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, mark.length).equals(mark) ? bytes.subarray(mark.length) : bytes;
}
