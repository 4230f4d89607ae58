import { BucketSet } from './bucket-set.ts';
import { hashBasis, hashedChars, hashPrime } from './hash-word.ts';

/** Buckets of the vocabulary: a power of two. */
export const gramBuckets = 8192;

const gramLength = 4;
/** Empty between two turns. */
const seen = new BucketSet(gramBuckets);

/**
 * The distinct buckets of a turn's words, pairs of neighbouring words and runs of four characters inside words.
 * A typo changes some of a word's runs and leaves the others.
 * @param hashes of the words, in their order.
 */
export function hashedGrams(words: readonly string[], hashes: readonly number[]): readonly number[] {
  seen.clear();
  const buckets: number[] = [];
  let previous = hashBasis;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const whole = hashes[at] ?? 0;
    const wholeBucket = bucketOf(whole);
    if (seen.add(wholeBucket)) buckets.push(wholeBucket);
    const pair = bucketOf(Math.imul(previous ^ whole, hashPrime));
    if (seen.add(pair)) buckets.push(pair);
    previous = whole;
    const runs = Math.min(word.length, hashedChars) - gramLength;
    for (let start = 0; start <= runs; start += 1) {
      // The beginning of a word and its inside are different runs.
      let hash = hashBasis ^ (start === 0 ? 2 : 3);
      for (let end = start; end < start + gramLength; end += 1) {
        hash = Math.imul(hash ^ word.charCodeAt(end), hashPrime);
      }
      const run = bucketOf(hash);
      if (seen.add(run)) buckets.push(run);
    }
  }
  return buckets;
}

/** The bucket of a hash; of a word's hash for the word as a whole. */
export function bucketOf(hash: number): number {
  // The high bits of this hash are better mixed than the low ones.
  return ((hash >>> 15) ^ hash) & (gramBuckets - 1);
}
