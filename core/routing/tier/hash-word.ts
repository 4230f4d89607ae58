/** Offset and prime of FNV-1a, a hash that is cheap one character at a time; signed, so that engines count in 32 bits. */
export const hashBasis = 0x811c9dc5 | 0;
export const hashPrime = 0x01000193;
/** Characters of a word that count for its hash. */
export const hashedChars = 24;
/** 30 bits: engines keep whole numbers of this size without a box. */
export const hashMask = 0x3fffffff;

/** The hash of a lower-cased word, as `readWords` computes it on the way. */
export function hashWord(word: string): number {
  let hash = hashBasis;
  for (let at = 0; at < Math.min(word.length, hashedChars); at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), hashPrime);
  }
  return hash & hashMask;
}
