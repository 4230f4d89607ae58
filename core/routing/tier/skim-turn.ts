import { hashBasis, hashedChars, hashMask, hashPrime } from './hash-word.ts';
import { bucketOf } from './hashed-grams.ts';
import type { TierWeights } from './tier-weights.ts';

/** Most characters skimmed at each end of a turn. */
const endChars = 50;

/**
 * How likely a turn is to decide, for a small part of what reading it costs: its whole words alone, letter case of
 * ASCII alone. Only the order of the values means anything.
 */
export function skimTurn(text: string, { demanding, code, longContext }: TierWeights): number {
  let [hard, program, long, words, hash, length] = [0, 0, 0, 0, hashBasis, 0];
  const gapStart = text.length <= 2 * endChars ? text.length : endChars;
  const gapEnd = text.length - endChars;
  for (let at = 0; at <= text.length; at += 1) {
    if (at === gapStart && gapStart < gapEnd) at = gapEnd;
    const character = at === text.length ? 32 : text.charCodeAt(at);
    // Joins `A` and `a`, and leaves no other sign a letter.
    const lower = character >= 65 && character <= 90 ? character | 32 : character;
    if ((lower >= 97 && lower <= 122) || (lower >= 48 && lower <= 57) || lower > 127 || lower === 95) {
      if (length < hashedChars) hash = Math.imul(hash ^ lower, hashPrime);
      length += 1;
    } else if (length > 0) {
      const bucket = bucketOf(hash & hashMask);
      hard += demanding.vocabulary[bucket] ?? 0;
      program += code.vocabulary[bucket] ?? 0;
      long += longContext.vocabulary[bucket] ?? 0;
      words += 1;
      hash = hashBasis;
      length = 0;
    }
  }
  const most = Math.max(
    hard * demanding.vocabularyUnit,
    program * code.vocabularyUnit,
    long * longContext.vocabularyUnit,
  );
  return words === 0 ? Number.NEGATIVE_INFINITY : most / Math.sqrt(words);
}
