/** Buckets of the vocabulary: a power of two. */
export const gramBuckets = 8192;

const gramLength = 4;
const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * The distinct buckets of a turn's words, pairs of neighbouring words and runs of four characters inside words.
 * A typo changes some of a word's runs and leaves the others.
 */
export function hashedGrams(words: readonly string[]): readonly number[] {
  const seen = new Uint8Array(gramBuckets);
  const buckets: number[] = [];
  const add = (hash: number): void => {
    // The high bits of this hash are better mixed than the low ones.
    const bucket = ((hash >>> 15) ^ hash) & (gramBuckets - 1);
    if (seen[bucket] === 1) return;
    seen[bucket] = 1;
    buckets.push(bucket);
  };
  let previous = offsetBasis;
  for (const word of words) {
    const whole = hashRange(word, 0, Math.min(word.length, 24), 1);
    add(whole);
    add(Math.imul(previous ^ whole, prime));
    previous = whole;
    const runs = Math.min(word.length, 24) - gramLength;
    for (let start = 0; start <= runs; start += 1) {
      // The beginning of a word and its inside are different runs.
      add(hashRange(word, start, start + gramLength, start === 0 ? 2 : 3));
    }
  }
  return buckets;
}

function hashRange(word: string, start: number, end: number, seed: number): number {
  let hash = offsetBasis ^ seed;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), prime);
  return hash;
}
